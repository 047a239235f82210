import { defineService, tagsFrom } from '../service.ts'

export const secretsmanager = defineService({
  name: 'secretsmanager',
  load: () => import('@aws-sdk/client-secrets-manager'),
  connect: (sdk, config) => new sdk.SecretsManagerClient(config),
  kinds: [
    {
      type: 'secretsmanager:secret',
      calls: { ListSecrets: 'secretsmanager:ListSecrets' },
      async *list({ sdk, client }) {
        const pages = sdk.paginateListSecrets({ client, pageSize: 100 }, { IncludePlannedDeletion: true })
        for await (const { SecretList = [] } of pages)
          yield SecretList.map((secret) => ({
            id: secret.ARN ?? '',
            name: secret.Name,
            createdAt: secret.CreatedDate,
            // Nobody can read, pay for or tag it any more.
            gone: secret.DeletedDate !== undefined,
            managed: secret.OwningService !== undefined,
            tags: tagsFrom(secret.Tags),
          }))
      },
    },
  ],
})
