// From the graph of a deployment to its picture.

import type { Graph } from '../recorder/graph.ts'
import { boxRules, frames } from './boxes/index.ts'
import type { BoxRule } from './boxes/rule.ts'
import { containerTraffic } from './containers.ts'
import { boxFinder, type Part, type Parts, partsOf } from './parts.ts'
import type { Arrow, Box, Picture } from './picture.ts'
import { trafficOf } from './traffic.ts'
import { usesOf } from './uses.ts'

export function draw(graph: Graph): Picture {
  const parts = partsOf(graph)
  const boxOf = boxFinder(graph)
  const arrows = [...trafficOf(graph, boxOf), ...containerTraffic(graph, boxOf), ...usesOf(parts)]
  const boxes = [...outsideOf(arrows), ...boxRules.flatMap((rule) => boxesOf(rule, parts))]
  const order = boxes.map(({ id }) => id)
  const place = ({ from, to }: Arrow) => order.indexOf(from) * order.length + order.indexOf(to)
  return {
    frames: frames.filter(({ id }) => boxes.some(({ frame }) => frame === id)),
    boxes,
    arrows: arrows.toSorted((a, b) => place(a) - place(b)),
  }
}

function boxesOf({ id, frame, shape = 'part', called, title, notes }: BoxRule, parts: Parts): Box[] {
  const part: Part | undefined = parts.get(id)
  if (part === undefined) return []
  const names = (ids: readonly string[]) =>
    boxRules
      .filter((rule) => ids.includes(rule.id))
      .map((rule) => rule.called)
      .join(', ')
  return [{ id, frame, shape, called, title: title(part), notes: notes?.(part, names) ?? [] }]
}

/** Who is not part of the deployment, as far as an arrow leads there. */
const outsideOf = (arrows: readonly Arrow[]): Box[] =>
  [
    { id: 'clients', called: 'agents and people', title: 'Agents and people' },
    { id: 'world', called: 'AWS and identity providers', title: 'AWS, identity providers' },
  ]
    .filter(({ id }) => arrows.some(({ from, to }) => from === id || to === id))
    .map((box) => ({ ...box, frame: undefined, shape: 'outside', notes: [] }))
