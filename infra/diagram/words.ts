// A picture for whoever cannot see it, as sentences.

import type { Arrow, Picture } from './picture.ts'

export function inWords({ boxes, arrows }: Picture): string {
  const called = (id: string) => boxes.find((box) => box.id === id)?.called ?? id
  const ends = (to: readonly Arrow[]) =>
    listed(to.map((arrow) => `${called(arrow.to)}${arrow.says && ` (${arrow.says})`}`))
  return [...Map.groupBy(arrows, ({ from }) => from)]
    .map(([from, all]) => `From ${called(from)} to ${ends(all)}.`)
    .join(' ')
}

const listed = (words: readonly string[]) => new Intl.ListFormat('en-GB').format(words)
