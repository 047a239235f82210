// The commands of a runbook, so that what it says is what is tried.

import { readFileSync } from 'node:fs'

const pages = new URL('../../docs/runbooks/', import.meta.url)

/** Arguments of each `pulumi …` in the shell blocks under a heading. */
export function pulumiCommands(page: string, heading: string): string[][] {
  const sections = readFileSync(new URL(page, pages), 'utf8').split(/^## /m)
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const lines = [...section.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n'))
  const commands = lines
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([program]) => program === 'pulumi')
    .map(([, ...args]) => args)
  if (commands.length === 0) throw new Error(`docs/runbooks/${page} has no command under "${heading}"`)
  return commands
}
