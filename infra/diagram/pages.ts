// The pages of docs/deploy/ that show a diagram, and the place in them where it stands.

import { readFile, writeFile } from 'node:fs/promises'
import type { Graph } from '../recorder/graph.ts'
import { buildGraph } from '../recorder/stacks.ts'
import { askedByTarget } from '../which-stack.ts'
import { draw } from './draw.ts'
import { mermaid } from './mermaid.ts'
import { inWords } from './words.ts'

/** One for each target; another target is one more line. */
export const pages = [
  { target: 'docker', env: 'dev' },
  { target: 'ecs', env: 'prod' },
  { target: 'ec2', env: 'prod' },
] as const

type Page = (typeof pages)[number]

export const fileOf = ({ target }: Page): URL => new URL(`../../docs/deploy/${target}.md`, import.meta.url)
export const refresh = 'npm run -s infra -- diagram --write'

/** What stands between the marks. */
export function diagramOf(graph: Graph): string {
  const picture = draw(graph)
  return `${inWords(picture)}\n\n\`\`\`mermaid\n${mermaid(picture)}\n\`\`\``
}

const begin = `<!-- diagram, from: ${refresh} -->`
const end = '<!-- end of the diagram -->'

/** The page with this diagram in the place of the one it has. */
export function pageWith(diagram: string, page: string): string {
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the page has no place for a diagram: ${begin} and ${end}`)
  return `${page.slice(0, from)}${begin}\n${diagram}\n\n${page.slice(to)}`
}

export async function refreshPages(): Promise<void> {
  for (const page of pages) {
    const { given } = askedByTarget(page.target, page.env)
    const diagram = diagramOf(await buildGraph(given, 'up'))
    await writeFile(fileOf(page), pageWith(diagram, await readFile(fileOf(page), 'utf8')))
  }
}
