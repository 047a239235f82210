// The accounts of a run: our own, and those whose role we may take. What fails in one of them stays there.

import { AppError } from '../../core/errors.ts'
import { faultOfCall } from './clients.ts'
import { aggregatorRegion } from './explorer.ts'
import type { Fault } from './faults.ts'
import { type Asking, assumeRole, callerIdentity, enabledRegions, type Identity } from './identity.ts'
import { mapLimit } from './map-limit.ts'
import { organizationAccounts } from './organization.ts'
import type { Credentials } from './service.ts'
import { roleArn, type Spoke, type Spokes } from './spokes.ts'

export type Provider = () => Promise<Credentials>
/** The credentials by account; ours are also there before we know which account it is. */
export type Wallet = Map<string, Provider>
export const ownCredentials = 'own'

export type Account = {
  readonly id: string
  readonly partition: string
  readonly regions: readonly string[]
  /** Where Resource Explorer knows the resources of all regions. */
  readonly aggregator?: string | null
}
/** Nothing of it could be read; `region` is empty when all of it is out of reach. */
export type Unreached = { readonly account: string; readonly region: string; readonly fault: Fault }
/** `unchecked`: whose regions are those of the settings, for nobody tells which are enabled. */
export type Reached = {
  readonly accounts: readonly Account[]
  readonly unreached: readonly Unreached[]
  readonly unchecked: readonly Unreached[]
}

export type AccountOptions = {
  readonly homeRegion: string
  /** Empty: every enabled one. */
  readonly regions: readonly string[]
  /** Empty: every one. */
  readonly accounts: readonly string[]
  readonly spokes: Spokes
  readonly sessionPolicy: string
  /** Whether to look for what no listing shows. */
  readonly sweeps: boolean
}

export async function reachAccounts(options: AccountOptions, wallet: Wallet, asking: Asking): Promise<Reached> {
  const hub = await callerIdentity(asking, { account: ownCredentials, region: options.homeRegion })
  wallet.set(hub.account, wallet.get(ownCredentials) as Provider) // put there by whoever made the wallet
  const spokes = await allSpokes(options, hub, asking)
  const isWanted = (account: string) => options.accounts.length === 0 || options.accounts.includes(account)
  refuseUnknown('account', options.accounts, [hub.account, ...spokes.map(({ account }) => account)])
  const others = spokes.filter(({ account }) => account !== hub.account && isWanted(account))
  const tasks = [...(isWanted(hub.account) ? [null] : []), ...others]
  const reached = await mapLimit(tasks, 8, async (spoke) => {
    const account = spoke?.account ?? hub.account
    try {
      if (spoke) await enterSpoke(spoke, hub, { options, wallet, asking })
      const places = await placesOf({ account, partition: hub.partition }, options, asking)
      return options.sweeps ? await withAggregator(places, options.homeRegion, asking) : places
    } catch (error) {
      asking.signal.throwIfAborted()
      if (error instanceof AppError) throw error
      return { accounts: [], unreached: [{ account, region: '', fault: faultOfCall(error) }], unchecked: [] }
    }
  })
  const accounts = reached.flatMap((one) => one.accounts)
  refuseUnknown(
    'region',
    options.regions,
    accounts.flatMap(({ regions }) => regions),
    accounts.length === 0,
  )
  return {
    accounts,
    unreached: reached.flatMap((one) => one.unreached),
    unchecked: reached.flatMap((one) => one.unchecked),
  }
}

async function allSpokes({ spokes, homeRegion }: AccountOptions, hub: Identity, asking: Asking): Promise<Spoke[]> {
  const { organization, accounts } = spokes
  if (!organization) return [...accounts]
  const { exclude, ...role } = organization
  const members = await organizationAccounts(asking, { account: hub.account, region: homeRegion })
  const own = new Set([...accounts.map(({ account }) => account), ...exclude])
  return [...accounts, ...members.filter((account) => !own.has(account)).map((account) => ({ account, ...role }))]
}

type Entering = { readonly options: AccountOptions; readonly wallet: Wallet; readonly asking: Asking }

async function enterSpoke(spoke: Spoke, hub: Identity, { options, wallet, asking }: Entering): Promise<void> {
  const region = options.homeRegion
  const input = {
    RoleArn: roleArn(spoke, hub.partition),
    RoleSessionName: 'tagwarden',
    Policy: options.sessionPolicy,
    ...(spoke.externalId === undefined ? {} : { ExternalId: spoke.externalId }),
    ...(spoke.sourceIdentity === undefined ? {} : { SourceIdentity: spoke.sourceIdentity }),
  }
  wallet.set(
    spoke.account,
    renewed(() => assumeRole(asking, { account: hub.account, region }, input)),
  )
  const who = await callerIdentity(asking, { account: spoke.account, region })
  if (who.account === spoke.account && who.partition === hub.partition) return
  wallet.delete(spoke.account)
  throw Object.assign(new Error('the role led to another account'), { name: 'UnexpectedAccount' })
}

async function placesOf(identity: Identity, options: AccountOptions, asking: Asking): Promise<Reached> {
  const { account, partition } = identity
  const where = { account, region: options.homeRegion }
  try {
    const enabled = await enabledRegions(asking, where)
    const wanted = options.regions.length === 0 ? enabled : options.regions
    const missing = wanted.filter((region) => !enabled.includes(region))
    const fault: Fault = { status: 'unsupported', code: 'RegionNotEnabled' }
    return {
      accounts: [{ id: account, partition, regions: wanted.filter((region) => enabled.includes(region)) }],
      unreached: missing.map((region) => ({ account, region, fault })),
      unchecked: [],
    }
  } catch (error) {
    asking.signal.throwIfAborted()
    // Never one region because all could not be asked for: the configured ones, or none.
    if (options.regions.length === 0) throw error
    const unchecked = [{ account, region: '', fault: faultOfCall(error) }]
    return { accounts: [{ id: account, partition, regions: options.regions }], unreached: [], unchecked }
  }
}

async function withAggregator(places: Reached, region: string, asking: Asking): Promise<Reached> {
  const accounts = await mapLimit(places.accounts, 1, async (account) => ({
    ...account,
    aggregator: await aggregatorRegion(asking, { account: account.id, region }),
  }))
  return { ...places, accounts }
}

function refuseUnknown(what: string, wanted: readonly string[], known: readonly string[], isUnsure = false): void {
  const unknown = wanted.filter((one) => !known.includes(one))
  if (unknown.length === 0 || isUnsure) return
  throw new AppError('invalid_config', `Not an enabled ${what} here: ${unknown.join(', ')}.`, {
    hint: `There are: ${[...new Set(known)].toSorted().join(', ')}.`,
  })
}

const renewBeforeMs = 5 * 60_000

/** Asks again only when the last answer is about to end, and once for all who wait. */
export function renewed(ask: Provider): Provider {
  let current: Promise<Credentials> | null = null
  let endsAt = 0
  return async () => {
    if (current && Date.now() < endsAt) return current
    endsAt = Number.POSITIVE_INFINITY
    current = ask()
    try {
      const { expiration } = await current
      endsAt = expiration ? expiration.getTime() - renewBeforeMs : Number.POSITIVE_INFINITY
      return current
    } catch (error) {
      current = null
      throw error
    }
  }
}
