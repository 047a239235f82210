// From the name of an estate to its source.

import { Readable } from 'node:stream'
import type { ResourceSource } from '../ports.ts'
import { type AwsSettings, awsEstate } from './aws/estate.ts'
import { demoSource } from './demo/source.ts'
import { fileSource } from './file/index.ts'

/** `demo`, `aws`, or the path of an inventory file; bad lines of a file are left out and listed, for the server must go on. */
export function openEstate(estate: string, now: Date, aws: AwsSettings): ResourceSource {
  if (estate === 'demo') return demoSource(now)
  if (estate === 'aws') return awsEstate(aws)
  return fileSource(estate, { stdin: Readable.from([]), skipBad: true })
}
