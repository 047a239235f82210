// What a check of the boot script needs of this machine; without it the check is skipped, and says so.

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, test } from 'vitest'

const folders = [join(import.meta.dirname, '../../../.tools/bin'), ...(process.env.PATH ?? '').split(delimiter)]
const find = (name: string) => folders.map((folder) => join(folder, name)).find(existsSync)

export const shellcheck = find('shellcheck')

function lacks(part: string, missing: readonly string[]): boolean {
  if (missing.length === 0) return false
  const reason = `skipped ${part}: no ${missing.join(', no ')}`
  if (process.env.REQUIRE_TOOLS === '1') throw new Error(reason)
  console.warn(reason)
  return true
}

const absent = (names: readonly string[]) => names.filter((name) => find(name) === undefined)

/** A root folder of one's own is for root alone, which nobody can install. */
export function describeOnInstance(part: string, body: () => void): void {
  const isRoot = process.getuid?.() === 0
  if (!isRoot) console.warn(`skipped ${part}: not root`)
  describe.skipIf(!isRoot || lacks(part, absent(['unshare', 'jq', 'bash'])))(part, body)
}

export const testWith = (names: readonly string[], title: string, body: () => void | Promise<void>) =>
  test.skipIf(lacks(title, absent(names)))(title, body)
