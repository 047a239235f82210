// The ways in which tags go wrong in real companies.

import type { Tags } from '../../core/resource.ts'
import { between, chance, letters, pick, pickByShare, type Random } from './random.ts'

export type Flaw = (tags: Tags, random: Random) => Tags
type Words = readonly [string, ...string[]]

const requiredKeys: Words = ['Owner', 'Environment', 'Application', 'CostCenter']

const spellings: Readonly<Record<string, Words>> = {
  Owner: ['owner', 'Owner ', 'OWNER', 'owner-email', 'contact'],
  Environment: ['env', 'environment', 'Environment ', 'ENVIRONMENT', 'stage'],
  Application: ['application', 'app', 'app-name', 'APPLICATION'],
  CostCenter: ['cost-center', 'cost_center', 'costcenter', 'Cost Center', 'cost-centre'],
}

const wrongValues: Readonly<Record<string, Words>> = {
  production: ['prod', 'Prod', 'PRODUCTION', 'production ', 'live'],
  staging: ['stage', 'Staging', 'stg', 'staging '],
  development: ['dev', 'Development', 'developement'],
  test: ['Test', 'testing', 'qa'],
}

export const untagged: Flaw = () => ({})

export const without =
  (...keys: readonly string[]): Flaw =>
  (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))

export const withValue =
  (key: string, value: string): Flaw =>
  (tags) => ({ ...tags, [key]: value })

/** Some keys were never set. */
const incomplete: Flaw = (tags, random) => {
  const missing = Array.from({ length: between(random, 1, 3) }, () => pick(random, requiredKeys))
  return without(...missing)(tags, random)
}

/** The right value under a key that is nearly right. */
const misspelled: Flaw = (tags, random) => {
  const key = pick(random, requiredKeys)
  const { [key]: value, ...others } = tags
  return value === undefined ? tags : { ...others, [pick(random, spellings[key] ?? requiredKeys)]: value }
}

const miswritten: Flaw = (tags, random) => {
  const key = pick(random, requiredKeys)
  const value = tags[key]
  return value === undefined ? tags : { ...tags, [key]: wrongValue(key, value, random) }
}

function wrongValue(key: string, value: string, random: Random): string {
  const digits = value.slice(-4)
  switch (key) {
    case 'Environment':
      return pick(random, wrongValues[value] ?? ['sandbox', 'playground'])
    case 'CostCenter':
      return pick(random, [`CC${digits}`, `cc-${digits}`, digits, `${value} `, 'CC-XXXX', 'n/a'])
    case 'Owner':
      return pick(random, [`${value} `, 'unknown', 'TBD', value.split('@', 1)[0] ?? '', 'ask in the channel'])
    default:
      return pick(random, [value.toUpperCase(), `${value} `, '-'])
  }
}

const empty: Flaw = (tags, random) => ({ ...tags, [pick(random, requiredKeys)]: pick(random, ['', '', ' ']) })

const forbidden: Flaw = (tags, random) => ({ ...tags, [pick(random, ['temp', 'tmp'])]: pick(random, ['true', 'yes']) })

/** Two keys that differ in case only, and the second of them with another owner. */
const doubled: Flaw = (tags, random) =>
  miswritten({ ...tags, owner: `team-${letters(random, 'abcdefghij', 5)}` }, random)

const flaws: readonly [{ share: number; spoil: Flaw }, ...{ share: number; spoil: Flaw }[]] = [
  { share: 26, spoil: untagged },
  { share: 28, spoil: incomplete },
  { share: 22, spoil: misspelled },
  { share: 16, spoil: miswritten },
  { share: 7, spoil: empty },
  { share: 3, spoil: forbidden },
  { share: 2, spoil: doubled },
]

/** One flaw, sometimes two: bad tags come in company. */
export const anyFlaw: Flaw = (tags, random) => {
  const once = pickByShare(random, flaws).spoil(tags, random)
  return chance(random, 0.25) && !isUntagged(once) ? pickByShare(random, flaws).spoil(once, random) : once
}

export const isUntagged = (tags: Tags): boolean => Object.keys(tags).length === 0
