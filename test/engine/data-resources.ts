/** What holds data or unlocks it: a change of a setting never makes another one, on any target. */
export const dataResources: readonly string[] = [
  'tagwarden-access-logs',
  'tagwarden-backups-vault',
  'tagwarden-cache',
  'tagwarden-database',
  'tagwarden-files',
  'tagwarden-images-registry-repository',
  'tagwarden-keys-data',
  'tagwarden-keys-logs',
  'tagwarden-keys-secrets',
  'tagwarden-redis-data',
  'tagwarden-secrets-api-key-hashes',
  'tagwarden-secrets-database-url',
  'tagwarden-secrets-redis-url',
  'tagwarden-server-data',
]

/** Of these, what a stack that keeps its data leaves in the account even when it is unprotected and destroyed. */
export const keptResources: readonly string[] = [
  'tagwarden-access-logs',
  'tagwarden-backups-vault',
  'tagwarden-backups-vault-lock',
  'tagwarden-database',
  'tagwarden-files',
  'tagwarden-keys-data',
  'tagwarden-keys-logs',
  'tagwarden-keys-secrets',
]
