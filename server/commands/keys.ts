// `keys create`: a key for a caller, and the line that lets it in.

import { randomBytes } from 'node:crypto'
import { isKeyName, isScope, writeStoredKey } from '../config/api-keys.ts'
import { AppError } from '../core/errors.ts'
import { hashKey } from '../guards/key-ring.ts'
import { scopes as allScopes, type Scope } from '../tools/define.ts'
import { type Command, exit, readArgs } from './command.ts'

export const keysCreate: Command = {
  name: 'keys create',
  summary: 'Make an API key, and the hash by which the server knows it',
  help: `Usage: tagwarden keys create [--name NAME] [--scopes ${allScopes.join(',')}]

  --name NAME      who the caller is in limits and logs; two keys may share a name
  --scopes LIST    what it may do; everything unless given

The key is shown once, on standard output; it is not stored anywhere. The line for API_KEY_HASHES
(or API_KEY_HASHES_FILE) is shown on standard error.
`,
  async run(args, shell) {
    const options = { name: { type: 'string', default: 'client' }, scopes: { type: 'string' } } as const
    const { values } = readArgs('keys create', args, options, 0)
    if (!isKeyName(values.name))
      throw new AppError('bad_usage', `--name "${values.name}" is no name: up to 64 letters, digits, ".", "_" and "-".`)
    const scopes = values.scopes === undefined ? allScopes : readScopes(values.scopes)
    const key = `tw_${randomBytes(32).toString('base64url')}`
    await shell.out(`${key}\n`)
    shell.err(`Add this to API_KEY_HASHES, or as a line to API_KEY_HASHES_FILE:\n`)
    shell.err(`${writeStoredKey({ name: values.name, scopes, hash: hashKey(key) })}\n`)
    return exit.fine
  },
}

function readScopes(text: string): Scope[] {
  const words = text.split(/[\s,+]+/).filter((word) => word !== '')
  const wrong = words.find((word) => !isScope(word))
  if (wrong === undefined && words.length > 0) return words.filter(isScope)
  throw new AppError('bad_usage', `--scopes "${wrong ?? ''}" is none of ${allScopes.join(', ')}.`)
}
