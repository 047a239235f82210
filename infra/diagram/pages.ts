// The pages of docs/deploy/ that show a diagram, and the place in them where it stands.

import { readFileSync } from 'node:fs'
import type { Graph } from '../recorder/graph.ts'
import { region } from '../recorder/invokes.ts'
import { type Case, docker } from '../recorder/stacks.ts'
import { draw } from './draw.ts'
import { mermaid } from './mermaid.ts'
import { inWords } from './words.ts'

/** Another target is one more line. */
export const pages = [
  { target: 'docker', env: 'dev' },
  { target: 'ecs', env: 'prod' },
] as const

export type Shown = { readonly target: string; readonly env: string }

export const fileOf = ({ target }: Shown): URL => new URL(`../../docs/deploy/${target}.md`, import.meta.url)
export const commandFor = ({ target, env }: Shown) =>
  `npm run -s infra -- diagram --target ${target} --env ${env} --write`

/** As its stack is without settings of its own. */
export const stackOf = ({ target, env }: Shown): Case =>
  target === 'docker'
    ? docker
    : {
        stack: env,
        settings: {
          'aws:region': region,
          'tagwarden:target': target,
          'tagwarden:environment': env,
          [`tagwarden:${target}`]: '{}',
        },
      }

/** What stands between the marks. */
export function diagramOf(graph: Graph): string {
  const picture = draw(graph)
  return `${inWords(picture)}\n\n\`\`\`mermaid\n${mermaid(picture)}\n\`\`\``
}

const begin = (shown: Shown) => `<!-- diagram: ${commandFor(shown)} -->`
const end = '<!-- end of the diagram -->'

/** The page with this diagram in the place of the one it has. */
export function pageWith(diagram: string, shown: Shown, page = readFileSync(fileOf(shown), 'utf8')): string {
  const from = page.indexOf('<!-- diagram: ')
  const to = page.indexOf(end)
  if (from < 0 || to < from)
    throw new Error(`docs/deploy/${shown.target}.md has no place for a diagram: ${begin(shown)} … ${end}`)
  return `${page.slice(0, from)}${begin(shown)}\n${diagram}\n\n${page.slice(to)}`
}
