// Pulumi.yaml and the stack files, read far enough: nested maps by indentation, scalars, lists on one line.

import { readFileSync } from 'node:fs'

type Tree = { [key: string]: string | Tree }

const root = new URL('../../../', import.meta.url)

export function readYaml(file: string): Tree {
  const tree: Tree = {}
  const stack: { indent: number; tree: Tree }[] = [{ indent: -1, tree }]
  for (const line of readFileSync(new URL(file, root), 'utf8').split('\n')) {
    const [, space, key, value] = /^( *)([\w:-]+): *(.*)$/.exec(line) ?? []
    if (space === undefined || key === undefined || line.trim().startsWith('#')) continue
    while ((stack.at(-1)?.indent ?? -1) >= space.length) stack.pop()
    const into = stack.at(-1)?.tree ?? tree
    const below: Tree = {}
    into[key] = value ? value.replace(/^"(.*)"$/, '$1') : below
    if (!value) stack.push({ indent: space.length, tree: below })
  }
  return tree
}

/** What the engine adds where a stack says nothing. */
export function projectDefaults(): Record<string, string> {
  const { config } = readYaml('Pulumi.yaml')
  return Object.fromEntries(
    Object.entries(config as Tree).map(([name, declared]) => [`tagwarden:${name}`, String((declared as Tree).default)]),
  )
}

export function stackFile(file: string): Record<string, string> {
  const { config } = readYaml(file)
  return Object.fromEntries(
    Object.entries(config as Tree).map(([name, value]) => [name, typeof value === 'string' ? value : toJson(value)]),
  )
}

const toJson = (tree: Tree): string =>
  JSON.stringify(Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, scalar(String(value))])))

function scalar(text: string): unknown {
  const list = /^\[(.*)\]$/.exec(text)?.[1]
  if (list !== undefined) return list.split(',').map((word) => word.trim())
  return text === 'true' || text === 'false' ? text === 'true' : text
}
