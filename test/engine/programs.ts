// What this machine has of the programs the suite needs, and what it does without.

import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Where a program is, by PATH. */
export const find = (name: string): string | undefined =>
  folders()
    .map((folder) => join(folder, name))
    .find(isProgram)

/** Folder of a Node older than the program wants. */
export const olderNode = (): string | undefined =>
  folders()
    .map((folder) => join(folder, 'node'))
    .filter(isProgram)
    .filter((node) => Number(execFileSync(node, ['--print', 'parseInt(process.versions.node)'])) < 24)
    .map((node) => dirname(node))[0]

/** One line for each part, since vitest does not say why a part did not run. Where nothing may be skipped, a failure. */
export function without(part: string, missing: readonly string[]): boolean {
  if (missing.length === 0) return false
  const reason = `skipped ${part}: no ${missing.join(', no ')}`
  if (process.env.REQUIRE_ENGINE) throw new Error(reason)
  console.warn(reason)
  return true
}

/** The names that are not there. */
export const missing = (needs: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(needs).filter((name) => !needs[name])

const folders = () => (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
