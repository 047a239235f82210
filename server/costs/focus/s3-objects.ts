// The objects of an export in S3: listed page by page, fetched whole or not at all.

import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { AppError } from '../../core/errors.ts'
import { type ExportFile, isBillFile } from './export-files.ts'

export type S3Object = ExportFile & { readonly key: string; readonly etag: string }

const mostAttempts = 3

export function placeOf(url: string): { bucket: string; prefix: string } {
  const [bucket = '', ...rest] = url.slice('s3://'.length).split('/')
  return { bucket, prefix: rest.join('/') }
}

export async function listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  folder: string,
  signal: AbortSignal,
) {
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3')
  const objects: S3Object[] = []
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }, { abortSignal: signal })
  try {
    for await (const { Contents = [] } of pages) {
      for (const { Key = '', ETag = '', Size = 0, LastModified } of Contents) {
        if (!isBillFile(Key)) continue
        const path = join(folder, fileNameOf(Key, ETag))
        objects.push({ key: Key, etag: ETag, name: Key, path, bytes: Size, modifiedMs: LastModified?.getTime() ?? 0 })
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

export async function fetchObject(
  client: S3Client,
  bucket: string,
  object: S3Object,
  signal: AbortSignal,
): Promise<void> {
  if ((await sizeOf(object.path)) === object.bytes) return
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(client, bucket, object, signal)
    } catch (cause) {
      if (signal.aborted || !isBroken(cause) || attempt === mostAttempts) throw unreachable(bucket, cause, signal)
    }
  }
}

async function fetchOnce(client: S3Client, bucket: string, object: S3Object, signal: AbortSignal): Promise<void> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3')
  const { key, etag, path, bytes } = object
  const part = `${path}.part`
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag })
    const { Body } = await client.send(command, { abortSignal: signal })
    if (!(Body instanceof Readable)) throw new AppError('unreadable', `${key}: the object has no content.`)
    await pipeline(Body, createWriteStream(part, { mode: 0o600 }), { signal })
    if ((await sizeOf(part)) !== bytes) throw new AppError('unreadable', `${key}: the object ended too early.`)
    await rename(part, path)
  } catch (cause) {
    await rm(part, { force: true })
    throw cause
  }
}

/** A download that broke off; what S3 itself refused would be refused again. */
function isBroken(cause: unknown): boolean {
  if (cause instanceof AppError) return true
  // Errors of the SDK have this; without a status there was no answer.
  const { $metadata } = cause as { $metadata?: { httpStatusCode?: number } }
  return ($metadata?.httpStatusCode ?? 0) < 300
}

/** Taken away or replaced since it was listed. */
export const hasChanged = (cause: unknown): boolean =>
  cause instanceof AppError &&
  cause.cause instanceof Error &&
  ['NoSuchKey', 'PreconditionFailed'].includes(cause.cause.name)

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
