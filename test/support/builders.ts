// A policy and a resource in one line each, so that a test shows only what it is about.

import { type LoadedPolicy, loadPolicy } from '../../server/core/policy.ts'
import type { Resource } from '../../server/core/resource.ts'
import { compileRules, type Rules } from '../../server/core/rules.ts'

/** The moment at which every test judges, unless it is about time. */
export const now = Date.parse('2026-06-01T00:00:00Z')

export const hour = 3_600_000
export const day = 24 * hour
export const isoAt = (instant: number): string => new Date(instant).toISOString()

type File = Readonly<Record<string, unknown>>
type Named = string | ({ readonly name: string } & File)
type Lists = { readonly required?: Named[]; readonly optional?: Named[]; readonly forbidden?: Named[] }

export function load(file: object): LoadedPolicy {
  return loadPolicy(JSON.stringify({ version: '1.0', ...file }), now)
}

/** Throws for a policy that does not load, so that a test never goes on with something else. */
export function loaded(file: object): Extract<LoadedPolicy, { ok: true }> {
  const result = load(file)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result
}

/** `code at path`, one a problem. */
export function problemsOf(file: object): string[] {
  const result = load(file)
  return result.ok ? [] : result.problems.map(({ code, path }) => `${code} at ${path}`)
}

export function policy({ required = [], optional = [], forbidden = [], ...file }: Lists & File): Rules {
  const lists = {
    required_tags: required.map(named),
    optional_tags: optional.map(named),
    forbidden_tags: forbidden.map(named),
  }
  return compileRules(loaded({ ...lists, ...file }).policy)
}

const named = (tag: Named): File => (typeof tag === 'string' ? { name: tag } : tag)

export function instance(fields: Partial<Resource> = {}): Resource {
  return {
    id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
    type: 'ec2:instance',
    account: '111122223333',
    region: 'eu-west-1',
    tags: {},
    ...fields,
  }
}
