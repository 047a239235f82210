// A copy of an export in S3, here: only what is new or changed is fetched. DuckDB reads nothing but local files.

import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { AppError } from '../../core/errors.ts'
import { waitFor } from '../shared.ts'
import { deliveriesOf, newestByPath } from './deliveries.ts'
import type { ExportFile } from './export-files.ts'
import { fetchObject, hasChanged, listObjects, placeOf } from './s3-objects.ts'

export type MirrorOptions = {
  /** `s3://bucket/prefix` */
  readonly url: string
  readonly folder: string
  readonly maxBytes: number
  readonly client: () => Promise<S3Client>
  /** How long a listing holds. */
  readonly freshForMs: number
  readonly now: () => number
}

/** For a first copy of some gigabytes. */
const longestMs = 30 * 60_000

export const isS3 = (path: string): boolean => path.startsWith('s3://')

export async function openS3(): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3')
  return new S3Client({ followRegionRedirects: true })
}

export function s3Mirror(options: MirrorOptions): (signal: AbortSignal) => Promise<readonly ExportFile[]> {
  let running: Promise<readonly ExportFile[]> | null = null
  let last: { readonly at: number; readonly files: readonly ExportFile[] } | null = null

  /** What the last copy had may still be read, and stays until the next one. */
  async function run(): Promise<readonly ExportFile[]> {
    const files = await mirror(options, last?.files ?? [], AbortSignal.timeout(longestMs))
    last = { at: options.now(), files }
    return files
  }

  return async (signal) => {
    signal.throwIfAborted()
    if (running !== null) return waitFor(running, signal)
    if (last !== null && options.now() - last.at < options.freshForMs) return last.files
    running = run().finally(() => {
      running = null
    })
    return waitFor(running, signal)
  }
}

/** What was taken away or replaced since it was listed is listed once more. */
async function mirror(options: MirrorOptions, inUse: readonly ExportFile[], signal: AbortSignal) {
  const client = await options.client()
  try {
    return await copyOnce(client, options, inUse, signal).catch((cause: unknown) => {
      if (!hasChanged(cause)) throw cause
      return copyOnce(client, options, inUse, signal)
    })
  } finally {
    client.destroy()
  }
}

async function copyOnce(
  client: S3Client,
  { url, folder, maxBytes }: MirrorOptions,
  inUse: readonly ExportFile[],
  signal: AbortSignal,
): Promise<readonly ExportFile[]> {
  const { bucket, prefix } = placeOf(url)
  const objects = await listObjects(client, bucket, prefix, folder, signal)
  const newest = newestByPath(deliveriesOf(objects)).flatMap(({ files }) => files)
  const bytes = newest.reduce((sum, one) => sum + one.bytes, 0)
  if (newest.length === 0) throw new AppError('unreadable', `${url}: there is no bill to read.`)
  if (bytes > maxBytes) throw tooLarge(bytes, maxBytes)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await forget(folder, [...newest, ...inUse])
  for (const object of newest) await fetchObject(client, bucket, object, signal)
  return newest
}

async function forget(folder: string, wanted: readonly ExportFile[]): Promise<void> {
  const keep = new Set(wanted.map(({ path }) => path))
  const here = (await readdir(folder)).map((name) => join(folder, name))
  await Promise.all(here.filter((path) => !keep.has(path)).map((path) => rm(path, { recursive: true, force: true })))
}

const mb = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`

const tooLarge = (bytes: number, most: number): AppError =>
  new AppError('payload_too_large', `The bill has ${mb(bytes)}; COSTS_CACHE_MAX_MB allows ${mb(most)}.`, {
    hint: 'Raise COSTS_CACHE_MAX_MB, name a shorter prefix, or let Athena count: COSTS=athena.',
  })
