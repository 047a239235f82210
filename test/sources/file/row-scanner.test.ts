// The quick way into a row and the slow one, `JSON.parse` and `readInventoryItem`, are one reading of the contract.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resourceAt } from '../../../server/core/columns.ts'
import { type InventoryItem, readInventoryItem } from '../../../server/core/inventory.ts'
import type { Resource } from '../../../server/core/resource.ts'
import { Row } from '../../../server/core/row.ts'
import { parseTimestamp } from '../../../server/core/timestamp.ts'
import { fileSource } from '../../../server/sources/file/index.ts'
import { RowScanner } from '../../../server/sources/file/row-scanner.ts'
import { damaged, damages, record } from './random-records.ts'
import { gather, noAbort, noStdin, temporaryFiles } from './support.ts'

const { write } = temporaryFiles()

/** Resources, and in place of everything else a line number or a cell. */
type Reading = { readonly resources: readonly Resource[]; readonly others: readonly unknown[] }

async function readFile(content: string | Buffer): Promise<Reading> {
  const source = fileSource(write('random.ndjson', content), { stdin: noStdin, skipBad: true })
  const pieces = await gather((await source.collect(noAbort, null)).pieces)
  const parts = pieces.flatMap((piece) => (piece.kind === 'part' ? [piece.part] : []))
  return {
    resources: parts.flatMap((part) => Array.from({ length: part.count }, (_, row) => resourceAt(part, row))),
    others: pieces.flatMap((piece): unknown[] => {
      if (piece.kind === 'skipped') return [piece.skipped.line]
      return piece.kind === 'coverage' ? [piece.cell] : []
    }),
  }
}

function readPlainly(lines: readonly string[]): Reading {
  const items = lines.map(parseItem)
  return {
    resources: items.flatMap((item) => (item.kind === 'resource' ? [stored(item.resource)] : [])),
    others: items.flatMap((item, index): unknown[] => {
      if (item.kind === 'bad') return [index + 1]
      return item.kind === 'coverage' ? [item.cell] : []
    }),
  }
}

function parseItem(text: string): InventoryItem {
  try {
    return readInventoryItem(JSON.parse(text))
  } catch {
    return { kind: 'bad', reason: 'not JSON' }
  }
}

/** Columns keep the moment, not how it was written, and of `managed` only that it is so. */
function stored({ createdAt, managed, ...rest }: Resource): Resource {
  const instant = createdAt === undefined ? undefined : new Date(parseTimestamp(createdAt) ?? Number.NaN)
  return { ...rest, ...(instant && { createdAt: instant.toISOString() }), ...(managed && { managed }) }
}

test('a record read byte by byte is the resource that JSON.parse and the contract make of it', async () => {
  const ids = ['arn:aws:ec2:eu-west-1:111122223333:instance/i-1', 'b', 'arn:aws:s3:::ü', 'https://x/"d"', 'e']
  await fc.assert(
    fc.asyncProperty(fc.tuple(...ids.map(record)), async (lines) => {
      expect(await readFile(lines.join('\n'))).toEqual(readPlainly(lines))
    }),
    { numRuns: 300 },
  )
})

const visible = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))

test('a damaged record is read as JSON.parse reads it, or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(record('a'), damages, async (text, wounds) => {
      const bytes = damaged(text, wounds)
      fc.pre(bytes.toString().trim() !== '')
      const whole = bytes.equals(Buffer.from(bytes.toString())) ? bytes.toString() : 'not UTF-8'
      expect(await readFile(bytes)).toEqual(readPlainly([whole]))
    }),
    { numRuns: 300 },
  )
})

test('what JSON.parse refuses is never understood, whatever stands before and after it', () => {
  const scanner = new RowScanner(new Row())
  const around = fc.constantFrom('', '"', '}', '"}', 'true}', ',"x":1}', ' ', '0')
  fc.assert(
    fc.property(record('a'), damages, around, around, (text, wounds, before, after) => {
      const bytes = damaged(text, wounds)
      fc.pre(parseItem(bytes.toString()).kind === 'bad')
      const start = Buffer.byteLength(before)
      const whole = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)])
      expect(scanner.scan(whole, start, start + bytes.length)).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

test('a plain record is understood at once', () => {
  const text =
    '{"id":"a","type":"x:y","account":"1","region":"r","tags":{"Owner":"b"},"createdAt":"2026-01-31T12:00:00Z","name":"n","state":"s","managed":false,"monthlyCost":12.5}'
  expect(new RowScanner(new Row()).scan(Buffer.from(text), 0, text.length)).toBe(true)
})

test('half a surrogate pair is replaced, and keys that become equal by it are one tag', async () => {
  const line = String.raw`{"id":"a\ud800","type":"x:y","account":"","region":"","tags":{"\ud800":"1","\udfff":"2"}}`
  const { resources } = await readFile(line)
  expect(resources).toMatchObject([{ id: 'a\uFFFD', tags: { '\uFFFD': '2' } }])
})

test('a date with any other byte in any place is the date it says, or none', () => {
  const row = new Row()
  const scanner = new RowScanner(row)
  const dates = ['2026-01-31T12:00:00.123Z', '2019-10-09T23:59:59Z'].flatMap((date) =>
    Array.from(date, (_, at) => visible.map((letter) => date.slice(0, at) + letter + date.slice(at + 1))).flat(),
  )
  const misread = dates.filter((createdAt) => {
    const record = Buffer.from(JSON.stringify({ id: 'a', type: 'b', account: '', region: '', tags: {}, createdAt }))
    return scanner.scan(record, 0, record.length) && row.createdAt !== parseTimestamp(createdAt)
  })
  expect(misread).toEqual([])
})
