// The cells of a run in the order in which they are read, and the place in that order where a broken run goes on.

import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { byText } from '../../core/order.ts'
import { type CoverageCell, cellStatuses } from '../../core/resource.ts'
import type { Account } from './accounts.ts'
import { explorerService, neverTagged, neverTaggedAnywhere } from './explorer.ts'
import type { Listing } from './registry.ts'
import type { Kind, Place } from './service.ts'
import { everTagged, taggingService } from './tagging-api.ts'

/** What is asked after the listings: of each region, and of all at once where one index has them. */
const tagged: Listing = { service: taggingService, kind: everTagged }
const bare: Listing = { service: explorerService, kind: neverTagged }
const bareAnywhere: Listing = { service: explorerService, kind: neverTaggedAnywhere }

export const isSweep = (kind: Kind): boolean => [tagged, bare, bareAnywhere].some((sweep) => sweep.kind === kind)

/** `regions`: which a listing that is made once an account is about. */
export type Task = Listing & { readonly key: string; readonly place: Place; readonly regions: readonly string[] }

/** Where a partition answers for what has no region. */
const globalHomes: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
}

/** Where calls about what has no region go. */
export const homeOf = (partition: string): string | undefined => globalHomes[partition]

export function planTasks(
  accounts: readonly Account[],
  listings: readonly Listing[],
  sweeps: boolean,
): readonly Task[] {
  return accounts.toSorted((a, b) => byText(a.id, b.id)).flatMap((account) => tasksOf(account, listings, sweeps))
}

function tasksOf(
  { id: account, partition, regions, aggregator }: Account,
  listings: readonly Listing[],
  sweeps: boolean,
): Task[] {
  const task = (listing: Listing, region: string, about: readonly string[]): Task => ({
    ...listing,
    key: [account, about.length === 1 ? about[0] : '', listing.kind.type, listing.service.name].join(' '),
    place: { partition, account, region },
    regions: about,
  })
  const home = globalHomes[partition] ?? regions[0]
  const perAccount = listings.filter(({ kind }) => kind.listed !== undefined)
  const perRegion = listings.filter(({ kind }) => kind.listed === undefined)
  // A bucket's own region can be asked from any; what has no region is asked at its partition's home.
  const once = perAccount.flatMap((listing) => {
    if (listing.kind.listed === 'global') return home === undefined ? [] : [task(listing, home, [''])]
    return regions[0] === undefined ? [] : [task(listing, regions[0], regions)]
  })
  const sorted = regions.toSorted(byText)
  const inEach = (asked: readonly Listing[]) =>
    sorted.flatMap((region) => asked.map((listing) => task(listing, region, [region])))
  if (!sweeps) return [...once, ...inEach(perRegion)]
  if (!aggregator || sorted.length === 0) return [...once, ...inEach([...perRegion, tagged, bare])]
  return [...once, ...inEach(perRegion), ...inEach([tagged]), task(bareAnywhere, aggregator, sorted)]
}

const cell = z.object({
  account: z.string(),
  region: z.string(),
  type: z.string(),
  status: z.enum(cellStatuses),
  code: z.string().optional(),
  missingAction: z.string().optional(),
  unreadTags: z.number().optional(),
  ghosts: z.number().optional(),
  ghostIds: z.array(z.string()).optional(),
})
const cursorSchema = z.object({
  /** The last task whose resources are all handed over. */
  after: z.string(),
  /** How many tasks the plan had: with fewer or more, their order is another. */
  of: z.number(),
  /** What there is to tell of the cells up to it; the others were seen in full. */
  coverage: z.array(cell),
})

/** Where a run that broke off goes on. */
export type Cursor = { readonly after: string; readonly of: number; readonly coverage: readonly CoverageCell[] }

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor)

export const readCursor = (text: string): Cursor => cursorSchema.parse(JSON.parse(text))

/** How many tasks of the plan are done. */
export function doneBy(cursor: Cursor, tasks: readonly Task[]): number {
  const at = tasks.findIndex(({ key }) => key === cursor.after)
  if (at >= 0 && cursor.of === tasks.length) return at + 1
  throw new AppError('conflict', 'The accounts or regions are others than when this collection broke off.', {
    hint: 'Start a new one.',
  })
}
