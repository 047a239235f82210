// What a run has seen so far: which resources, and how each cell came out. Decides what becomes of each row.

import { arnType, canonicalArn, formatArn, parseArn } from '../../core/arn.ts'
import type { CellStatus, CoverageCell, Resource } from '../../core/resource.ts'
import { ResourceEncoder, type Row } from '../../core/row.ts'
import { SeenIds } from '../file/seen-ids.ts'
import { isSweep, type Task } from './plan.ts'
import type { CellEnd } from './scan.ts'
import type { Kind } from './service.ts'
import type { TaggedRow } from './tag-reads.ts'
import { everTagged } from './tagging-api.ts'

/** So many ghosts of a cell are named; all are counted. */
const namedGhosts = 20

type Ghosts = { count: number; readonly ids: string[] }

export class Ledger {
  private readonly seen = new SeenIds()
  private readonly encoder = new ResourceEncoder()
  /** Whether the listing of a cell came to its end: what it does not name is not there. */
  private readonly whole = new Map<string, boolean>()
  private readonly earlier = new Set<string>()
  /** Whether there was something of which nobody says where it is. */
  private placeless = false
  private ghosts = new Map<string, Ghosts>()
  private readonly sweptCells = new Set<string>()
  /** Of the regions whose tagging API did not tell all. */
  private readonly cutRegions = new Set<string>()
  private readonly listedTypes: ReadonlySet<string>

  constructor(listedTypes: ReadonlySet<string>) {
    this.listedTypes = listedTypes
  }

  /** A task that an earlier run has done: its resources are handed over, and we do not know which they were. */
  noteEarlier({ place, kind, regions }: Task): void {
    for (const region of regions) this.earlier.add(`${place.account} ${region} ${kind.type}`)
  }

  /** The row to hand over, or `null` if there is none. */
  admit(task: Task, row: TaggedRow): Row | null {
    const { account } = task.place
    const swept = isSweep(task.kind)
    const region = row.region ?? task.regions[0] ?? ''
    // A bucket whose region nobody tells is still a bucket.
    if (!swept && region !== '' && !task.regions.includes(region)) return null
    const type = swept ? typeOfSwept(row.id) : task.kind.type
    const id = swept ? completeId(row.id, type, account) : row.id
    const place = swept ? regionOf(id, region) : region
    // An index of several regions names what the other regions' turn will bring.
    if (swept && place !== '' && !task.regions.includes(place)) return null
    const cell = `${account} ${place} ${type}`
    // What a listing that broke off would have told – is it there, how old, whose – decides on its verdict.
    const facts = swept && this.whole.get(cell) === false ? { ...row, tags: null } : row
    const encoded = this.encoder.encode(resourceOf({ id, type, account, region: place }, facts))
    if (this.seen.has(encoded.id)) return null
    this.seen.add(encoded.id)
    if (swept) return this.admitSwept(cell, type, id) ? encoded : null
    if (row.gone) this.addGhost(cell, id)
    else if (!task.regions.includes(place)) this.placeless = true
    return row.gone ? null : encoded
  }

  private admitSwept(cell: string, type: string, id: string): boolean {
    if (type === '' || this.earlier.has(cell)) return false
    if (!this.listedTypes.has(type)) {
      this.sweptCells.add(cell)
      return true
    }
    const isWhole = this.whole.get(cell) === true
    if (isWhole) this.addGhost(cell, id)
    // Without a complete listing nobody knows whether it is still there, so it stays.
    return !isWhole
  }

  private addGhost(cell: string, id: string): void {
    const ghosts = this.ghosts.get(cell) ?? { count: 0, ids: [] }
    ghosts.count += 1
    if (ghosts.ids.length < namedGhosts) ghosts.ids.push(id)
    this.ghosts.set(cell, ghosts)
  }

  /** The coverage to report when a task has ended. */
  close({ place, kind, regions }: Task, end: CellEnd): CoverageCell[] {
    const { account } = place
    const status = statusOf(end)
    const fault = end.fault && { code: end.fault.code, ...missing(end.fault.missingAction) }
    if (isSweep(kind)) return [...this.closeSweep(kind, regions, status), ...this.ghostCells()]
    const unread = end.unreadTags > 0 ? { unreadTags: end.unreadTags } : {}
    const places = this.placeless ? [...regions, ''] : regions
    this.placeless = false
    const cells = places.map((region, at) => ({
      ...{ account, region, type: kind.type, status, ...fault },
      ...(at === 0 ? unread : {}),
    }))
    for (const { region, type } of cells) this.note(`${account} ${region} ${type}`, end.listed === 'all')
    return [...cells, ...this.ghostCells()]
  }

  /** A type may be listed by two services. */
  private note(cell: string, isWhole: boolean): void {
    this.whole.set(cell, isWhole && this.whole.get(cell) !== false)
  }

  /** Types without a listing of ours are seen in full where both were: what was ever tagged, and what never was. */
  private closeSweep(kind: Kind, regions: readonly string[], status: CellStatus): CoverageCell[] {
    if (kind === everTagged) {
      if (status !== 'ok') for (const region of regions) this.cutRegions.add(region)
      return []
    }
    const isCut = (region: string) => status !== 'ok' || this.cutRegions.has(region)
    const cells = [...this.sweptCells].map(readCell).map((cell) => {
      const isPart = cell.region === '' ? regions.some(isCut) : isCut(cell.region)
      return {
        ...cell,
        ...(isPart ? { status: 'partial' as const, code: 'NotFullyListed' } : { status: 'ok' as const }),
      }
    })
    this.sweptCells.clear()
    for (const region of regions) this.cutRegions.delete(region)
    return cells
  }

  private ghostCells(): CoverageCell[] {
    const cells = [...this.ghosts].map(([cell, { count, ids }]) => ({
      ...readCell(cell),
      status: 'ok' as const,
      ghosts: count,
      ghostIds: ids,
    }))
    this.ghosts = new Map()
    return cells
  }
}

function statusOf({ listed, unreadTags, lacksDetails, fault }: CellEnd): CellStatus {
  if (listed === 'all') return unreadTags > 0 || lacksDetails ? 'partial' : 'ok'
  if (listed === 'part') return 'partial'
  return fault?.status ?? 'error'
}

const missing = (missingAction: string | undefined) => (missingAction === undefined ? {} : { missingAction })

function readCell(text: string) {
  const [account = '', region = '', type = ''] = text.split(' ')
  return { account, region, type }
}

type Known = Pick<Resource, 'id' | 'type' | 'account' | 'region'>

function resourceOf(known: Known, row: TaggedRow): Resource {
  const { createdAt, name, state, managed, viaTaggingApi } = row
  return {
    ...known,
    tags: row.tags,
    ...(createdAt === undefined ? {} : { createdAt: createdAt.toISOString() }),
    ...(name === undefined ? {} : { name }),
    ...(state === undefined ? {} : { state }),
    ...(managed ? { managed } : {}),
    ...(viaTaggingApi ? { sources: ['tagging-api'] } : {}),
  }
}

/** Parts of a listed resource with tags of their own, whose names begin like that resource's: no listing has them. */
const parts: readonly (readonly [name: RegExp, type: string])[] = [
  [/^arn:[^:]+:apigateway:[^:]*::\/(restapis|apis)\/[^/]+\/stages\//, 'apigateway:stages'],
  [/^arn:[^:]+:codepipeline:[^:]*:[^:]*:webhook:/, 'codepipeline:webhook'],
]

function typeOfSwept(id: string): string {
  const part = parts.find(([name]) => name.test(id))
  if (part) return part[1]
  const arn = parseArn(canonicalArn(id))
  return (arn && arnType(arn)) ?? ''
}

/** Snapshots and images are also written without an account. */
function completeId(id: string, type: string, account: string): string {
  const arn = parseArn(id)
  const isShort = arn?.account === '' && (type === 'ec2:snapshot' || type === 'ec2:image')
  return isShort ? formatArn({ ...arn, account }) : id
}

/** What has no region in its name is either a bucket, which is listed where it is, or nowhere. */
function regionOf(id: string, asked: string): string {
  const arn = parseArn(id)
  if (arn?.service === 's3') return asked
  return arn?.region ?? asked
}
