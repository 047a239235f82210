// Which addresses each subnet gets, written out so that adding a zone moves none of them.

const ZONE = 16_384 // addresses in a /18

export type ZoneCount = 2 | 3 | 4
export const isZoneCount = (count: number): count is ZoneCount => count === 2 || count === 3 || count === 4

export type SubnetSpec = {
  readonly type: 'Private' | 'Public' | 'Isolated' | 'Unused'
  readonly name: string
  readonly cidrBlocks: string[]
}

/** Zone i owns the i-th /18 of a /16; the two Unused entries fill what is left, as the strategy "Exact" demands. */
export function subnetPlan(cidr: string, zones: ZoneCount): SubnetSpec[] {
  const [a, b] = cidr.split('.')
  const block = (offset: number, mask: number) => `${a}.${b}.${offset / 256}.0/${mask}`
  const perZone = (at: (start: number, endsShort: boolean) => string) =>
    Array.from({ length: zones }, (_, zone) => at(zone * ZONE, zone === zones - 1 && zones < 4))
  const restMask = zones === 2 ? 17 : 18
  return [
    { type: 'Private', name: 'app', cidrBlocks: perZone((start) => block(start, 19)) },
    { type: 'Public', name: 'public', cidrBlocks: perZone((start) => block(start + 8_192, 20)) },
    { type: 'Isolated', name: 'data', cidrBlocks: perZone((start) => block(start + 12_288, 21)) },
    { type: 'Unused', name: 'spare', cidrBlocks: perZone((start, last) => block(start + 14_336, last ? 21 : 22)) },
    {
      type: 'Unused',
      name: 'rest',
      cidrBlocks: perZone((start, last) => (last ? block(start + ZONE, restMask) : block(start + 15_360, 22))),
    },
  ]
}
