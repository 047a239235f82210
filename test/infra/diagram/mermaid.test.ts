import { expect, test } from 'vitest'
import { mermaid } from '../../../infra/diagram/mermaid.ts'
import type { Box, Picture } from '../../../infra/diagram/picture.ts'

const box = (id: string, title: string): Box => ({ id, frame: undefined, shape: 'part', title, notes: [], called: id })
const labels = (text: string) => [...text.matchAll(/"(?<label>.*?)"/g)].map((found) => found.groups?.label)

test('a label ends where it ends, whatever it says', () => {
  const hostile = '"]; click a "javascript:alert(1)" <img src=x> `**b**` #quot; %%\nend & {}|'
  const picture: Picture = { frames: [], boxes: [box('a', hostile)], arrows: [] }
  const [, line = ''] = mermaid(picture).split('\n')
  expect(labels(line)).toHaveLength(1)
  expect(line.replace(/#\d+;/g, '')).not.toMatch(/[`%&{}|;]|<(?!\/?b>)|\bsrc=/)
})

test('text in other alphabets stays as it is', () => {
  const picture: Picture = { frames: [], boxes: [box('a', 'Größe, 大阪')], arrows: [] }
  expect(labels(mermaid(picture))).toEqual(['<b>Größe, 大阪</b>'])
})

test('connections are solid with their ports, other needs are dotted, and no label is no label', () => {
  const arrows = [
    { from: 'a', to: 'b', says: '443', kind: 'traffic' },
    { from: 'a', to: 'b', says: 'read', kind: 'use' },
    { from: 'b', to: 'a', says: '', kind: 'traffic' },
  ] as const
  const drawn = mermaid({ frames: [], boxes: [box('a', 'A'), box('b', 'B')], arrows })
  expect(drawn.split('\n').filter((line) => line.includes('->'))).toEqual([
    '  a --> |"443"| b',
    '  a -.-> |"read"| b',
    '  b --> a',
  ])
})
