// Where a resource is and what it is: what coverage, dollars and lists are told apart by.

import { allTexts } from './byte-dictionary.ts'
import type { Part } from './columns.ts'
import { compileGlobs, type Matcher } from './glob.ts'

export type Place = { readonly account: string; readonly region: string; readonly type: string }

export const placeKey = ({ account, region, type }: Place): string => JSON.stringify([account, region, type])

/** Each list holds globs; absent or empty means all. */
export type PlaceFilter = {
  readonly types?: readonly string[]
  readonly accounts?: readonly string[]
  readonly regions?: readonly string[]
}

export function compilePlaceFilter({ types, accounts, regions }: PlaceFilter): (place: Place) => boolean {
  const type = anyOf(types)
  const account = anyOf(accounts)
  const region = anyOf(regions)
  return (place) => type(place.type) && account(place.account) && region(place.region)
}

export function anyOf(globs: readonly string[] | undefined): Matcher {
  return globs === undefined || globs.length === 0 ? () => true : compileGlobs(globs)
}

/** The places of a part's rows, with its dictionaries read once. */
export function placesOf(part: Part): (row: number) => Place {
  const types = allTexts(part.types)
  const accounts = allTexts(part.accounts)
  const regions = allTexts(part.regions)
  return (row) => ({
    account: accounts[part.accountIds[row] ?? 0] ?? '',
    region: regions[part.regionIds[row] ?? 0] ?? '',
    type: types[part.typeIds[row] ?? 0] ?? '',
  })
}
