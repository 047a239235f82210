// An export is delivered again and again, each time as a whole: of a month only the newest delivery counts.

type Delivered = { readonly name: string; readonly modifiedMs: number }

export type Delivery<File extends Delivered> = {
  /** Of the same export; deliveries of one series replace each other. */
  readonly series: string
  readonly version: string
  readonly month: string | null
  readonly files: readonly File[]
  readonly modifiedMs: number
}

/** A folder named for when or as what it was delivered: `20261102T010203Z`, or a UUID. */
const versionName = /^\d{8}T\d{6}|^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
const timedName = /^\d{8}T\d{6}/
const monthName = /^billing_period=(\d{4}-\d{2})$/i
const rangeName = /^(\d{4})(\d{2})01-\d{8}$/

export function deliveriesOf<File extends Delivered>(files: readonly File[]): Delivery<File>[] {
  const placed = files.map((file) => ({ file, ...placeOf(file.name) }))
  const groups = Map.groupBy(placed, ({ series, version, month }) => JSON.stringify([series, version, month]))
  return [...groups.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const { series, version, month } = first
    const modifiedMs = Math.max(...own.map(({ file }) => file.modifiedMs))
    return [{ series, version, month, files: own.map(({ file }) => file), modifiedMs }]
  })
}

/** Newest first: by the time in their names where both have one, else by when they were written. */
export function byAge(a: Delivery<Delivered>, b: Delivery<Delivered>): number {
  if (timedName.test(a.version) && timedName.test(b.version)) return a.version < b.version ? 1 : -1
  return b.modifiedMs - a.modifiedMs
}

/** What is left when only paths are looked at: deliveries whose path does not tell their month all stay. */
export function newestByPath<File extends Delivered>(deliveries: readonly Delivery<File>[]): Delivery<File>[] {
  const told = Map.groupBy(deliveries, ({ series, month }) => JSON.stringify([series, month]))
  return [...told.values()].flatMap((own) => (own[0]?.month === null ? own : own.toSorted(byAge).slice(0, 1)))
}

function placeOf(name: string): { series: string; version: string; month: string | null } {
  const folders = name.split(/[\\/]/).slice(0, -1)
  const version = folders.findLast((folder) => versionName.test(folder)) ?? ''
  const month = folders.map(monthOf).find((found) => found !== null) ?? null
  const series = folders.filter((folder) => folder !== version && !folder.includes('=') && monthOf(folder) === null)
  return { series: series.join('/'), version, month }
}

function monthOf(folder: string): string | null {
  const [, written] = monthName.exec(folder) ?? []
  const [, year, month] = rangeName.exec(folder) ?? []
  return written ?? (year === undefined ? null : `${year}-${month}`)
}
