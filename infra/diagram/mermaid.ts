// A picture as a Mermaid flowchart, which GitHub draws, in its light theme and its dark one.

import type { Arrow, Box, Frame, Picture } from './picture.ts'

/** Strokes that both themes bear, and fills that are mostly the page behind. */
const looks: Readonly<Record<Box['shape'] | 'frame', string>> = {
  part: 'fill:#0969da22,stroke:#0969da',
  store: 'fill:#1f883d22,stroke:#1f883d',
  outside: 'fill:none,stroke:#8b949e',
  frame: 'fill:none,stroke:#8b949e,stroke-dasharray:4 3',
}

const brackets: Readonly<Record<Box['shape'], readonly [string, string]>> = {
  part: ['[', ']'],
  store: ['[(', ')]'],
  outside: ['([', '])'],
}

export function mermaid({ frames, boxes, arrows }: Picture): string {
  const loose = boxes.filter(({ frame }) => frame === undefined)
  return [
    'flowchart TB',
    ...loose.map(box),
    ...frames.flatMap((frame) => framed(frame, boxes, arrows)),
    ...arrows.map(arrow),
    ...frames.flatMap((frame) => underneath(frame, boxes)),
    ...Object.entries(looks).flatMap(([look, style]) => styled(look, style, frames, boxes)),
  ]
    .map((line, index) => (index === 0 ? line : `  ${line}`))
    .join('\n')
}

const box = ({ id, shape, title, notes }: Box): string => {
  const [open, close] = brackets[shape]
  const lines = [`<b>${plain(title)}</b>`, ...notes.filter((note) => note !== '').map(plain)]
  return `${id}${open}"${lines.join('<br/>')}"${close}`
}

function framed(frame: Frame, boxes: readonly Box[], arrows: readonly Arrow[]): string[] {
  const inside = boxes.filter((one) => one.frame === frame.id)
  return [
    `subgraph ${frame.id}["${halfTitle(frame.title)}"]`,
    '  direction TB',
    ...inside.map((one) => `  ${box(one)}`),
    ...twoRows(inside, arrows).map((line) => `  ${line}`),
    'end',
  ]
}

/** Blank to the right of the middle, where an arrow may come down. */
const halfTitle = (title: string) => `${plain(title)}${'&emsp;'.repeat(Math.ceil(title.length / 2) + 1)}`

/** Boxes that no arrow touches would all stand side by side. */
function twoRows(inside: readonly Box[], arrows: readonly Arrow[]): string[] {
  const alone = inside.filter(({ id }) => !arrows.some(({ from, to }) => from === id || to === id))
  const upper = alone.slice(0, Math.ceil(alone.length / 2))
  return upper.flatMap(({ id }, index) => {
    const lower = alone[upper.length + index]
    return lower ? [`${id} ~~~ ${lower.id}`] : []
  })
}

const arrow = ({ from, to, says, kind }: Arrow): string =>
  [from, kind === 'traffic' ? '-->' : '-.->', ...(says ? [`|"${plain(says)}"|`] : []), to].join(' ')

/** An invisible link keeps a frame that no arrow leads to below another. */
function underneath({ id, under }: Frame, boxes: readonly Box[]): string[] {
  const above = boxes.findLast(({ frame }) => frame !== undefined && frame === under)
  return above ? [`${above.id} ~~~ ${id}`] : []
}

function styled(look: string, style: string, frames: readonly Frame[], boxes: readonly Box[]): string[] {
  const ids =
    look === 'frame' ? frames.map(({ id }) => id) : boxes.filter((one) => one.shape === look).map(({ id }) => id)
  return ids.length === 0 ? [] : [`classDef ${look} ${style}`, `class ${ids.join(',')} ${look}`]
}

/** Mermaid reads HTML, quotes, backticks and its own `#code;` in a label. */
const plain = (text: string) => text.replace(/[^\p{L}\p{N} .,:'’()/–-]/gu, (sign) => `#${sign.codePointAt(0)};`)
