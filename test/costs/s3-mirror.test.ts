import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openS3, s3Mirror } from '../../server/costs/focus/s3-mirror.ts'
import { costsFromFiles } from '../../server/costs/index.ts'
import { hasMoto, startMoto } from '../support/aws/moto.ts'
import { startS3 } from '../support/aws/s3.ts'
import { type TrueLine, writeBill } from '../support/bill-lines.ts'
import { newFolder } from '../support/demo-folder.ts'

vi.stubEnv('AWS_ACCESS_KEY_ID', 'none')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none')
vi.stubEnv('AWS_REGION', 'eu-west-1')
vi.stubEnv('AWS_MAX_ATTEMPTS', '1')

const { signal } = new AbortController()
const minute = 60_000
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function openMirror({
  maxBytes = 1000,
  ...bucket
}: {
  maxBytes?: number
  region?: string
  pageSize?: number
} = {}) {
  const s3 = await startS3(bucket)
  closing.push(s3.close)
  vi.stubEnv('AWS_ENDPOINT_URL', s3.url)
  const folder = join(newFolder(), 'copy')
  let time = 0
  const files = s3Mirror({
    ...{ url: 's3://bill/focus', folder, maxBytes, freshForMs: 5 * minute, now: () => time, client: openS3 },
  })
  const read = async () => {
    const found = await files(signal)
    return Object.fromEntries(found.map(({ name, path }) => [name, readFileSync(path, 'utf8')]))
  }
  const later = () => {
    time += 6 * minute
    return read()
  }
  return { s3, folder, files, read, later }
}

describe('a copy of an export in S3', () => {
  test('has every page of the listing, and only what is a bill under the prefix', async () => {
    const { s3, read } = await openMirror({ pageSize: 2 })
    for (let at = 0; at < 5; at++) s3.put(`focus/part-${at}.csv`, `${at}`)
    s3.put('focus/manifest.json', '{}')
    s3.put('other/part.csv', 'x')
    expect(Object.entries(await read())).toEqual([0, 1, 2, 3, 4].map((at) => [`focus/part-${at}.csv`, `${at}`]))
    expect(s3.lists()).toBe(3)
  })

  test('is made anew after five minutes, and then only of what is new or changed', async () => {
    const { s3, read, later } = await openMirror()
    s3.put('focus/a.csv', 'a')
    s3.put('focus/b.csv', 'b')
    await read()
    s3.put('focus/b.csv', 'B')
    s3.put('focus/c.csv', 'c')
    expect(await read()).toEqual({ 'focus/a.csv': 'a', 'focus/b.csv': 'b' })
    expect(await later()).toEqual({ 'focus/a.csv': 'a', 'focus/b.csv': 'B', 'focus/c.csv': 'c' })
    expect(s3.downloads.toSorted()).toEqual(['focus/a.csv', 'focus/b.csv', 'focus/b.csv', 'focus/c.csv'])
  })

  test('keeps what it replaces for those who still read it, until the time after', async () => {
    const { s3, folder, read, later } = await openMirror()
    s3.put('focus/a.csv', 'a')
    await read()
    s3.put('focus/a.csv', 'A')
    await later()
    expect(readdirSync(folder)).toHaveLength(2)
    await later()
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('fetches the newest delivery of a month only', async () => {
    const { s3, read } = await openMirror()
    s3.put('focus/data/BILLING_PERIOD=2026-10/20261102T010203Z-a/part.csv', 'old')
    s3.put('focus/data/BILLING_PERIOD=2026-10/20261103T010203Z-b/part.csv', 'new')
    expect(Object.values(await read())).toEqual(['new'])
    expect(s3.downloads).toHaveLength(1)
  })

  test('of a bucket in another region follows it there', async () => {
    const { s3, read } = await openMirror({ region: 'ap-southeast-2' })
    s3.put('focus/a.csv', 'a')
    expect(await read()).toEqual({ 'focus/a.csv': 'a' })
  })

  test('larger than allowed is refused before anything is fetched', async () => {
    const { s3, read } = await openMirror({ maxBytes: 10 })
    s3.put('focus/a.csv', 'x'.repeat(11))
    await expect(read()).rejects.toMatchObject({
      ...{ code: 'payload_too_large', hint: expect.stringContaining('COSTS=athena') },
    })
    expect(s3.downloads).toEqual([])
  })

  test('of a prefix without a bill says so', async () => {
    const { read } = await openMirror()
    await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('there is no bill') })
  })

  test('is made once for all who ask at the same time', async () => {
    const { s3, read } = await openMirror()
    s3.put('focus/a.csv', 'a')
    await Promise.all([read(), read(), read()])
    expect(s3.downloads).toHaveLength(1)
  })
})

describe('an object that', () => {
  test('ends early is fetched again; half of it is never a bill', async () => {
    const { s3, folder, read } = await openMirror()
    s3.put('focus/a.csv', 'abcdef')
    s3.fail('cut')
    expect(await read()).toEqual({ 'focus/a.csv': 'abcdef' })
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('always ends early fails the question, and the next one tries again', async () => {
    const { s3, folder, read } = await openMirror()
    s3.put('focus/a.csv', 'abcdef')
    s3.fail('cut', 'cut', 'cut')
    await expect(read()).rejects.toMatchObject({ code: 'unreadable' })
    expect(readdirSync(folder)).toEqual([])
    expect(await read()).toEqual({ 'focus/a.csv': 'abcdef' })
  })

  test('goes away under way is not missed: the bucket is listed again', async () => {
    const { s3, read } = await openMirror()
    s3.put('focus/a.csv', 'a')
    s3.put('focus/b.csv', 'b')
    s3.fail('gone')
    expect(Object.values(await read())).toHaveLength(1)
  })

  test('is replaced under way comes with its new content, under no old name', async () => {
    const { s3, read } = await openMirror()
    s3.put('focus/a.csv', 'a')
    s3.fail('replaced')
    expect(await read()).toEqual({ 'focus/a.csv': 'ax' })
  })

  test('may not be read names the rights to grant', async () => {
    const { s3, read } = await openMirror()
    s3.put('focus/a.csv', 'a')
    s3.fail('denied')
    await expect(read()).rejects.toMatchObject({ hint: expect.stringContaining('s3:GetObject') })
  })
})

test('who leaves does not wait, and the copy goes on for the others', async () => {
  const { s3, files, read } = await openMirror()
  s3.put('focus/a.csv', 'a')
  const leaving = new AbortController()
  const [left, stayed] = [files(leaving.signal), read()]
  leaving.abort()
  await expect(left).rejects.toThrow(/abort/)
  expect(await stayed).toEqual({ 'focus/a.csv': 'a' })
})

describe.skipIf(!hasMoto)('on moto', () => {
  test('COSTS_FILE=s3://… answers as the same files on disk do', async () => {
    const moto = await startMoto()
    onTestFinished(moto.stop)
    vi.stubEnv('AWS_ENDPOINT_URL', moto.url)
    const line = (usd: number, tags: TrueLine['tags']): TrueLine => ({
      ...{ month: '2026-10', account: '111122223333', region: 'eu-west-1', service: 'AWS Lambda', kind: 'usage' },
      ...{ resource: 'i-1', usd, tags },
    })
    const folder = newFolder()
    const client = new S3Client({})
    await client.send(
      new CreateBucketCommand({ Bucket: 'bills', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    )
    for (const [name, lines] of Object.entries({
      'a.parquet': [line(3, { Owner: 'a' })],
      'b.parquet': [line(4, {})],
    })) {
      await writeBill(join(folder, name), lines, { format: 'focus', tags: 'map', prefix: '' })
      const Body = readFileSync(join(folder, name))
      await client.send(new PutObjectCommand({ Bucket: 'bills', Key: `focus export/${name}`, Body }))
    }
    client.destroy()
    const gapOf = async (path: string) => {
      const limits = { dataFolder: newFolder(), memoryMb: 200, threads: 1, cacheMaxBytes: 1e6 }
      mkdirSync(limits.dataFolder, { recursive: true })
      const costs = costsFromFiles({ path, ...limits }, () => Date.parse('2026-11-15T00:00:00Z'))
      onTestFinished(async () => costs.close?.())
      return costs.tagGap?.({ months: ['2026-10'], keys: ['Owner'], by: null }, { caller: 'tests', signal })
    }
    const answer = await gapOf('s3://bills/focus export')
    expect(answer).toMatchObject({ figures: { totalUsd: 7, gapLowUsd: 4 } })
    expect(answer).toEqual(await gapOf(folder))
  })
})
