// The demo company's store, made once a run by whichever file needs it first; the others copy it.

import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inject } from 'vitest'

/** A folder of its own that begins as what `make` puts into the first one. */
export async function copyOfDemoFolder(make: (folder: string) => Promise<void>): Promise<string> {
  const template = join(inject('runFolder'), 'demo')
  const isMade = `${template}.made`
  if (isFirst(template)) {
    await make(template)
    writeFileSync(isMade, '')
  }
  while (!existsSync(isMade)) await wait(50)
  const folder = newFolder()
  cpSync(template, folder, { recursive: true })
  return folder
}

export const newFolder = (): string => mkdtempSync(join(inject('runFolder'), 'data-'))

function isFirst(folder: string): boolean {
  return mkdirSync(`${folder}.begun`, { recursive: true }) !== undefined
}
