// Items into as few packs as a size limit allows, in order.

export type Packs<T> = { readonly packed: readonly (readonly T[])[]; readonly tooLarge: readonly T[] }

export function packBySize<T>(items: readonly T[], fits: (pack: readonly T[]) => boolean): Packs<T> {
  const packed: T[][] = []
  const tooLarge: T[] = []
  for (const item of items) {
    const last = packed.at(-1)
    if (!fits([item])) tooLarge.push(item)
    else if (last !== undefined && fits([...last, item])) last.push(item)
    else packed.push([item])
  }
  return { packed, tooLarge }
}
