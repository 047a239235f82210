// Everybody in the demo: the ordinary resources of each account, and the groups that show one rule each.

import { type Kind, kinds } from './catalogue.ts'
import { type Account, accounts, production, regions, shared, staging } from './company.ts'
import { untagged, without, withValue } from './flaws.ts'
import { hostileTags } from './hostile.ts'
import { draft, neverRepaired, type Plan } from './plan.ts'
import { between, randomFrom, seedOf } from './random.ts'
import { lastDay, never } from './story.ts'

export function plans(): readonly Plan[] {
  return [
    ...accounts.flatMap(residents),
    ...accounts.flatMap(departed),
    ...accounts.flatMap(providerDefaults),
    ...newcomers(),
    ...archiveBuckets(),
    ...legacyDatabases(),
    ...hostile(),
  ]
}

const residents = (account: Account): readonly Plan[] =>
  repeat(account.resources, (serial) => draft(account, `resident-${serial}`))

/** Gone by the last day; history shows them. */
function departed(account: Account): readonly Plan[] {
  return repeat(Math.round(account.resources / 8), (serial) => {
    const plan = draft(account, `departed-${serial}`)
    const random = randomFrom(seedOf(`${plan.label}/deleted`))
    const firstSeenOn = Math.max(plan.createdOn, account.arrivesOn)
    return { ...plan, deletedOn: between(random, Math.min(firstSeenOn + 1, lastDay), lastDay) }
  })
}

/** A default network a region, made by the provider and nobody's to tag. */
function providerDefaults(account: Account): readonly Plan[] {
  return regions.flatMap(({ name: region }) =>
    ['ec2:vpc', 'ec2:security-group'].map((type): Plan => {
      const plan = draft(account, `default-${type}-${region}`)
      const lasting = { managed: true, createdOn: -900, deletedOn: never, fate: neverRepaired } as const
      return { ...plan, ...lasting, region, kind: kindOf(type), flaw: untagged }
    }),
  )
}

/** Made today: still within the grace period, whatever their tags are. */
const newcomers = (): readonly Plan[] =>
  [production, staging, shared].flatMap((account) =>
    repeat(5, (serial): Plan => {
      const plan = draft(account, `newcomer-${serial}`)
      return { ...plan, createdOn: lastDay, fate: neverRepaired }
    }),
  )

/** Covered by the exemption EX-ARCHIVE. */
const archiveBuckets = (): readonly Plan[] =>
  repeat(24, (serial): Plan => {
    const plan = draft(production, `archive-${serial}`)
    const { name: region } = regions[serial % 3] ?? regions[0]
    return { ...plan, kind: kindOf('s3:bucket'), region, namePrefix: 'archive-', createdOn: -800, fate: neverRepaired }
  })

/** Covered by the exemption EX-LEGACY-DB until that ran out. */
const legacyDatabases = (): readonly Plan[] =>
  repeat(12, (serial): Plan => {
    const plan = draft(serial % 2 === 0 ? production : staging, `legacy-${serial}`)
    const flaw = without('Owner', 'CostCenter')
    const kind = kindOf('rds:db')
    const region = 'eu-west-1'
    return { ...plan, kind, region, namePrefix: 'legacy-', createdOn: -850, fate: neverRepaired, flaw }
  })

const hostile = (): readonly Plan[] =>
  hostileTags.map(({ key, value }, serial): Plan => {
    const plan = draft(staging, `hostile-${serial}`)
    const kind = kindOf(serial % 2 === 0 ? 'ec2:instance' : 'lambda:function')
    return { ...plan, kind, region: 'eu-west-1', createdOn: -40, fate: neverRepaired, flaw: withValue(key, value) }
  })

function kindOf(type: string): Kind {
  return kinds.find((kind) => kind.type === type) ?? kinds[0]
}

function repeat<T>(times: number, make: (serial: number) => T): readonly T[] {
  return Array.from({ length: times }, (_, serial) => make(serial))
}
