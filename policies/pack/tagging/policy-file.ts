import { readFileSync } from 'node:fs'
import { AppError } from '../../../server/core/errors.ts'
import { loadPolicy } from '../../../server/core/policy.ts'
import { compileRules, type Rules } from '../../../server/core/rules.ts'

/** The policy that Tagwarden serves. */
const ownFile = new URL('../../tagging_policy.json', import.meta.url)

/** Empty: our own. Relative to the folder of the pack, which is where Pulumi runs it. */
export function readRules(path: string, now: number): Rules {
  const loaded = loadPolicy(textOf(path), now)
  if (loaded.ok) return compileRules(loaded.policy)
  const problems = loaded.problems.map(({ path: where, message }) => `${where}: ${message}`)
  throw new AppError('invalid_policy', `policyFile ${path} is no tagging policy: ${problems.join('; ')}`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path === '' ? ownFile : path, 'utf8')
  } catch (cause) {
    throw new AppError('unreadable', `policyFile ${path} cannot be read from ${process.cwd()}; give an absolute path`, {
      cause,
    })
  }
}
