import { readFile } from 'node:fs/promises'
import { AppError } from '../core/errors.ts'
import { type LoadedPolicy, loadPolicy, type Policy } from '../core/policy.ts'
import type { PolicyProblem, PolicyWarning } from '../core/policy-problems.ts'
import { printable } from '../core/report/columns-of-text.ts'

export const defaultPolicyFile = 'policies/tagging_policy.json'

/** Reads a policy file, good or bad; only a file that cannot be read is an error. */
export async function readPolicyFile(path: string, now: number): Promise<LoadedPolicy> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('unreadable', `${path}: the policy file cannot be read (${reasonOf(cause)}).`, {
      hint: 'Check the path; policies/examples/minimal.json is one to start from.',
      cause,
    })
  }
  return loadPolicy(text, now)
}

export class InvalidPolicy extends AppError {
  readonly problems: readonly PolicyProblem[]

  constructor(path: string, problems: readonly PolicyProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    super('invalid_policy', `${path}: the policy has ${count}:\n${problems.map(problemLine).join('\n')}`, {
      hint: 'Mend the file; docs/policy.md describes every field.',
    })
    this.problems = problems
  }
}

export async function loadPolicyFile(
  path: string,
  now: number,
): Promise<{ policy: Policy; warnings: readonly PolicyWarning[] }> {
  const loaded = await readPolicyFile(path, now)
  if (!loaded.ok) throw new InvalidPolicy(path, loaded.problems)
  return loaded
}

export function problemLine({ path, code, message, suggestion }: PolicyProblem | PolicyWarning): string {
  const place = path === '' ? '' : `${path}: `
  const meant = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`
  return printable(`  ${place}${message}${/[.?!]$/.test(message) ? '' : '.'}${meant} [${code}]`)
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const words: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a directory',
    EACCES: 'no permission',
  }
  return words[code] ?? (cause instanceof Error ? cause.message : String(cause))
}
