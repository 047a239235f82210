// An inventory file that takes a while to read.

import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { newFolder } from './demo-folder.ts'

export const bucket = (name: string): string =>
  JSON.stringify({
    id: `arn:aws:s3:::${name}`,
    account: '111122223333',
    region: 'eu-west-1',
    tags: { Owner: 'team-a' },
  })

export async function largeEstate(resources: number): Promise<string> {
  const path = join(newFolder(), 'large.ndjson')
  await writeLargeEstate(path, resources)
  return path
}

export async function writeLargeEstate(path: string, resources: number): Promise<void> {
  const file = createWriteStream(path)
  for (let at = 0; at < resources; at += 1000) {
    file.write(`${Array.from({ length: 1000 }, (_, row) => bucket(`b-${at + row}`)).join('\n')}\n`)
  }
  file.end()
  await finished(file)
}
