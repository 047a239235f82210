// What a picture must show of any deployment, and what it shows of ours.

import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { components } from '../../../infra/diagram/components.ts'
import { draw } from '../../../infra/diagram/draw.ts'
import { diagramOf, fileOf, pages, pageWith, refresh } from '../../../infra/diagram/pages.ts'
import { outermost, partsOf } from '../../../infra/diagram/parts.ts'
import type { Picture } from '../../../infra/diagram/picture.ts'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { buildGraph, type Case, ecs } from '../../../infra/recorder/stacks.ts'
import { askedByFile, askedByTarget } from '../../../infra/which-stack.ts'
import { targetKeys } from '../../../stacks/config-keys.ts'
import { all } from '../recorder/find.ts'

const onAws = [
  'clients → waf 443, 80',
  'waf → balancer',
  'balancer → servers 8000',
  'servers → network 443',
  'servers → endpoints 443',
  'servers → database 5432',
  'servers → cache 6379',
  'servers → files 2049',
  'network → world 443',
  'endpoints → world 443',
]
const connections = { docker: ['clients → server 127.0.0.1:8000', 'server → redis 6379'], ecs: onAws, ec2: onAws }

type Built = { readonly graph: () => Graph; readonly picture: () => Picture }

function describePicture(title: string, given: Case, more: (built: Built) => void = () => {}): void {
  describe(title, () => {
    let graph: Graph
    let picture: Picture
    beforeAll(async () => {
      graph = await buildGraph(given, 'up')
      picture = draw(graph)
    })

    test('[E31] no component is forgotten: it is in a box, or a reason says why not', () => {
      const byUrn = new Map(graph.nodes.map((node) => [node.urn, node]))
      const tokens = graph.nodes.filter(({ type }) => type.startsWith('tagwarden:'))
      const places = tokens.map((node) => outermost(node, byUrn)?.type ?? node.type)
      expect(places.filter((token) => components[token] === undefined)).toEqual([])
      const shown = picture.boxes.map(({ id }) => id)
      expect([...partsOf(graph).keys()].filter((part) => !shown.includes(part))).toEqual([])
    })
    test('[E31] a reader can take it in: at most 25 boxes, short lines, and nothing left blank', () => {
      expect(picture.boxes.length).toBeLessThanOrEqual(25)
      const lines = picture.boxes.flatMap(({ title, notes }) => [title, ...notes])
      expect(lines.filter((line) => line.length > 80 || /undefined|NaN|null|(of|on) $/.test(line))).toEqual([])
    })
    test('every arrow has its two boxes, and every port that the network opens has its arrow', () => {
      const ids = picture.boxes.map(({ id }) => id)
      expect(picture.arrows.filter(({ from, to }) => !ids.includes(from) || !ids.includes(to))).toEqual([])
      const rules = ['Ingress', 'Egress'].flatMap((way) =>
        all(graph, `aws:vpc/securityGroup${way}Rule:SecurityGroup${way}Rule`),
      )
      const ports = picture.arrows.flatMap(({ says }) => says.split(', '))
      expect(rules.map(({ inputs }) => String(inputs.fromPort)).filter((port) => !ports.includes(port))).toEqual([])
    })
    more({ graph: () => graph, picture: () => picture })
  })
}

for (const shown of pages)
  describePicture(
    `${shown.target} ${shown.env}`,
    askedByTarget(shown.target, shown.env).given,
    ({ graph, picture }) => {
      test(`[I28] the diagram in docs/deploy/${shown.target}.md is current`, () => {
        const page = readFileSync(fileOf(shown), 'utf8')
        expect(pageWith(diagramOf(graph()), page), `run: ${refresh}`).toBe(page)
      })
      test('what may connect to what is reviewed', () => {
        const traffic = picture().arrows.filter(({ kind }) => kind === 'traffic')
        expect(traffic.map(({ from, to, says }) => `${from} → ${to} ${says}`.trim())).toEqual(connections[shown.target])
      })
    },
  )

describePicture('ecs dev with endpoints and without a changeover', ecs('dev', { interfaceEndpoints: true }))
for (const target of ['ecs', 'ec2']) describePicture(`the example of ${target}`, askedByFile(`example-${target}`).given)

test('[E31] every target has its picture', () => {
  expect(pages.map(({ target }) => target).toSorted()).toEqual(Object.keys(targetKeys).toSorted())
})
