// Fernhollow, a company that does not exist: its accounts, regions, teams and applications.

import { mergerDay } from './story.ts'

export type Environment = 'production' | 'staging' | 'development' | 'test' | 'sandbox'
type DataClass = 'public' | 'internal' | 'confidential' | 'restricted'

export type Application = {
  readonly name: string
  readonly team: string
  readonly costCenter: string
  readonly dataClass: DataClass
}

export type Account = {
  readonly id: string
  readonly name: string
  /** The day of the story on which the account is first seen. */
  readonly arrivesOn: number
  /** Resources still there on the last day, without the groups of `cast.ts`. */
  readonly resources: number
  readonly environments: readonly [EnvironmentShare, ...EnvironmentShare[]]
  readonly applications: readonly [Application, ...Application[]]
}
type EnvironmentShare = { readonly name: Environment; readonly share: number }

export const companyName = 'fernhollow'

const founders: Account['applications'] = [
  { name: 'lantern', team: 'storefront', costCenter: 'CC-1010', dataClass: 'confidential' },
  { name: 'orchard', team: 'storefront', costCenter: 'CC-1010', dataClass: 'public' },
  { name: 'compass', team: 'search', costCenter: 'CC-1050', dataClass: 'internal' },
  { name: 'tallybook', team: 'billing', costCenter: 'CC-1020', dataClass: 'restricted' },
  { name: 'parcelbird', team: 'shipping', costCenter: 'CC-1030', dataClass: 'internal' },
  { name: 'quillpost', team: 'messaging', costCenter: 'CC-1040', dataClass: 'confidential' },
  { name: 'millrace', team: 'data-platform', costCenter: 'CC-2010', dataClass: 'restricted' },
  { name: 'almanac', team: 'data-platform', costCenter: 'CC-2010', dataClass: 'confidential' },
  { name: 'beacon', team: 'observability', costCenter: 'CC-2020', dataClass: 'internal' },
  { name: 'gatehouse', team: 'identity', costCenter: 'CC-2030', dataClass: 'restricted' },
]

const joinedByMerger: Account['applications'] = [
  { name: 'copperkettle', team: 'orders', costCenter: 'CC-3010', dataClass: 'confidential' },
  { name: 'saltmarsh', team: 'warehouse', costCenter: 'CC-3020', dataClass: 'internal' },
  { name: 'pinwheel', team: 'marketing', costCenter: 'CC-3030', dataClass: 'public' },
  { name: 'thistledown', team: 'reviews', costCenter: 'CC-3040', dataClass: 'internal' },
]

export const production: Account = {
  id: '111111111111',
  name: 'production',
  arrivesOn: 0,
  resources: 940,
  environments: [{ name: 'production', share: 1 }],
  applications: founders,
}

export const staging: Account = {
  id: '222222222222',
  name: 'staging',
  arrivesOn: 0,
  resources: 520,
  environments: [
    { name: 'staging', share: 45 },
    { name: 'development', share: 30 },
    { name: 'test', share: 15 },
    { name: 'sandbox', share: 10 },
  ],
  applications: founders,
}

export const shared: Account = {
  id: '333333333333',
  name: 'shared',
  arrivesOn: mergerDay,
  resources: 400,
  environments: [
    { name: 'production', share: 60 },
    { name: 'development', share: 25 },
    { name: 'staging', share: 15 },
  ],
  applications: joinedByMerger,
}

export const accounts = [production, staging, shared] as const

type Region = { readonly name: string; readonly share: number }
export const regions: readonly [Region, ...Region[]] = [
  { name: 'eu-west-1', share: 32 },
  { name: 'us-east-1', share: 28 },
  { name: 'eu-central-1', share: 16 },
  { name: 'us-west-2', share: 12 },
  { name: 'ap-southeast-1', share: 7 },
  { name: 'ap-northeast-1', share: 5 },
]

export const mailboxOf = ({ team }: Application): string => `${team}@example.com`
