// A copy of an export in S3, here: only what is new or changed is fetched. DuckDB reads nothing but local files.

import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { AppError } from '../../core/errors.ts'
import { waitFor } from '../shared.ts'
import { deliveriesOf, newestByPath } from './deliveries.ts'
import { type ExportFile, isBillFile } from './export-files.ts'

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

type S3Object = ExportFile & { readonly key: string }

export const isS3 = (path: string): boolean => path.startsWith('s3://')

export function s3Mirror(options: MirrorOptions): (signal: AbortSignal) => Promise<readonly ExportFile[]> {
  let last: { readonly at: number; readonly files: Promise<readonly ExportFile[]> } | null = null
  return (signal) => {
    if (last !== null && options.now() - last.at < options.freshForMs) return waitFor(last.files, signal)
    const files = mirror(options, AbortSignal.timeout(longestMs))
    const current = { at: options.now(), files }
    last = current
    // What failed is tried again by the next question.
    files.catch(() => {
      if (last === current) last = null
    })
    return waitFor(files, signal)
  }
}

async function mirror(options: MirrorOptions, signal: AbortSignal): Promise<readonly ExportFile[]> {
  const client = await options.client()
  const { bucket, prefix } = placeOf(options.url)
  const objects = await list(client, bucket, prefix, options.folder, signal)
  const newest = newestByPath(deliveriesOf(objects)).flatMap(({ files }) => files)
  const bytes = newest.reduce((sum, one) => sum + one.bytes, 0)
  if (newest.length === 0) throw new AppError('unreadable', `${options.url}: there is no bill to read.`)
  if (bytes > options.maxBytes) throw tooLarge(bytes, options.maxBytes)
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  await forget(options.folder, newest)
  for (const object of newest) await fetchObject(client, bucket, object, signal)
  return newest
}

function placeOf(url: string): { bucket: string; prefix: string } {
  const [bucket = '', ...rest] = url.slice('s3://'.length).split('/')
  return { bucket, prefix: rest.join('/') }
}

async function list(client: S3Client, bucket: string, prefix: string, folder: string, signal: AbortSignal) {
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3')
  const objects: S3Object[] = []
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }, { abortSignal: signal })
  try {
    for await (const { Contents = [] } of pages) {
      for (const { Key = '', ETag = '', Size = 0, LastModified } of Contents) {
        if (!isBillFile(Key)) continue
        const path = join(folder, fileNameOf(Key, ETag))
        objects.push({ key: Key, name: Key, path, bytes: Size, modifiedMs: LastModified?.getTime() ?? 0 })
      }
    }
  } catch (cause) {
    throw unreachable(bucket, cause, signal)
  }
  return objects
}

/** Another content is another name, so a file that is there is the right one. */
function fileNameOf(key: string, etag: string): string {
  const ending = /\.csv\.\w+$/i.exec(key)?.[0] ?? extname(key)
  return `${createHash('sha256').update(`${key}\n${etag}`).digest('hex')}${ending.toLowerCase()}`
}

async function forget(folder: string, wanted: readonly S3Object[]): Promise<void> {
  const keep = new Set(wanted.map(({ path }) => path))
  const here = (await readdir(folder)).map((name) => join(folder, name))
  await Promise.all(here.filter((path) => !keep.has(path)).map((path) => rm(path, { recursive: true, force: true })))
}

async function fetchObject(client: S3Client, bucket: string, { key, path, bytes }: S3Object, signal: AbortSignal) {
  if ((await sizeOf(path)) === bytes) return
  const { GetObjectCommand } = await import('@aws-sdk/client-s3')
  const part = `${path}.part`
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal })
    if (!(Body instanceof Readable)) throw new AppError('unreadable', `${key}: the object has no content.`)
    await pipeline(Body, createWriteStream(part, { mode: 0o600 }), { signal })
    if ((await sizeOf(part)) !== bytes) throw new AppError('unreadable', `${key}: the object ended too early.`)
    await rename(part, path)
  } catch (cause) {
    await rm(part, { force: true })
    throw unreachable(bucket, cause, signal)
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size
  } catch {
    return null
  }
}

function unreachable(bucket: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || cause instanceof AppError) return cause
  return new AppError('unreadable', `The bill in the bucket ${bucket} cannot be read.`, {
    hint: 'The role needs s3:ListBucket on the bucket and s3:GetObject on the export’s prefix.',
    cause,
  })
}

const mb = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`

const tooLarge = (bytes: number, most: number): AppError =>
  new AppError('payload_too_large', `The bill has ${mb(bytes)}; COSTS_CACHE_MAX_MB allows ${mb(most)}.`, {
    hint: 'Raise COSTS_CACHE_MAX_MB, name a shorter prefix, or let Athena count: COSTS=athena.',
  })
