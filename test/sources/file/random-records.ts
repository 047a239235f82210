// Inventory records as texts: mostly the plain form that is read byte by byte, now and then anything else.

import fc from 'fast-check'

const oneOf = fc.constantFrom
const oneWordOf = (words: string) => oneOf(...words.split(' '))
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: odd })

const plainText = fc.oneof(
  fc.stringMatching(/^[\w .:/@-]{0,12}$/),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  oneOf('__proto__', 'constructor', 'aws:x', '\u2028', '😀', '\uFEFF', '10', '2', 'Owner'),
)
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  oneOf('\ud800', 'a\udfff', '\ud800\ud801', '"', '\n'),
)
/** None begins with a backslash: V8 takes an escaped key for such a key met before (nodejs/node#63785). */
const text = mostly(plainText, oddText).filter((one) => !one.startsWith('\\'))

const quoted = (texts: fc.Arbitrary<string>) =>
  fc.tuple(texts, fc.nat(60)).map(([one, way]) => (way === 0 ? escaped(one) : JSON.stringify(one)))

function escaped(one: string): string {
  const units = Array.from({ length: one.length }, (_, at) => one.charCodeAt(at).toString(16).padStart(4, '0'))
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`
}

const oddValue = oneOf('null', '1', '""', '[]', '{}', '{"a":{"b":[1]}}', 'true', 'nul', '"\\x"', '"\t"', '')
const textValue = mostly(quoted(text), oddValue)

const dates = fc.date({ min: new Date('0001-01-02'), max: new Date('9998-01-01'), noInvalidDate: true })
const moment = mostly(
  fc.oneof(
    dates.map((date) => date.toISOString()),
    dates.map((date) => `${date.toISOString().slice(0, 19)}Z`),
  ),
  oneWordOf(
    '2026-02-29 2024-02-29T23:59:59Z 2026-04-31T00:00:00Z 2026-01-31T24:00:00Z 2026-01-31T23:59:60Z 2026-01-31T12:00 ' +
      '2026-01-31T12:00:00+02:00 2026-01-31T12:00:00.123456Z 2026-01-31T12:00:00.1Z 2026-1-31 2026-13-01T00:00:00Z ' +
      '2026-01-31T12:00:00z 2026-00-00T00:00:00.000Z 2026-01-31t12:00:00Z 2026-01-31T12-00-00Z',
  ),
)
const number = mostly(
  fc.nat().map((cents) => (cents / 100).toFixed(2)),
  fc.oneof(
    fc.double({ min: 0, noNaN: true }).map(String),
    oneWordOf(
      '1e3 1E-2 -0 0 -1 00 01.5 1. .5 0.0 1e400 123456789012345 1234567890123456 9007199254740993 +1 0x10 Infinity ' +
        '0.1234567890123456789 0.000001 99999999999999.9 NaN 1.2.3',
    ),
  ),
)

const space = mostly(oneOf('', '', ' '), oneOf('  ', '\t', '\r', '\u00a0'))
type Pair = readonly [name: string, value: string]

function objectOf(entries: fc.Arbitrary<readonly Pair[]>): fc.Arbitrary<string> {
  return fc.tuple(entries, fc.array(space, { minLength: 1, maxLength: 9 })).map(([pairs, spaces]) => {
    let turn = 0
    const gap = () => spaces[turn++ % spaces.length] ?? ''
    return `{${gap()}${pairs.map(([name, value]) => `${name}${gap()}:${gap()}${value}${gap()}`).join(`,${gap()}`)}}`
  })
}

const field = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Pair> =>
  value.map((one) => [JSON.stringify(name), one])

const tags = objectOf(fc.array(fc.tuple(quoted(text), mostly(quoted(text), oddValue)), { maxLength: 6, size: 'max' }))
const always = [
  field('type', mostly(oneOf('"ec2:instance"', '"s3:bucket"'), textValue)),
  field('account', textValue),
  field('region', textValue),
  field('tags', mostly(mostly(tags, oneOf('null')), oddValue)),
]
const perhaps = [
  field('createdAt', mostly(quoted(moment), oddValue)),
  field('monthlyCost', number),
  field('managed', mostly(oneOf('true', 'false'), oneOf('null', '"true"', 'True', 'truefalse'))),
  field('name', textValue),
  field('state', textValue),
]
const seldom = [
  ...always,
  ...perhaps,
  field('tagRead', oneOf('"ok"', '"denied"', '"maybe"', 'null')),
  field('sources', oneOf('["a","b"]', '[]', 'null', '[1]', '"a"')),
  field('arn', textValue),
  field('coverage', oneOf('{"type":"s3:bucket","status":"ok"}', '{}')),
  fc.tuple(quoted(text), oddValue),
  tags.map((value): Pair => ['"\\u0074ags"', value]),
]

/** The usual fields in any order, and seldom a field too many. */
export function record(id: string): fc.Arbitrary<string> {
  const entries = fc
    .tuple(
      fc.tuple(...always),
      fc.tuple(...perhaps.map((one) => fc.option(one, { nil: null }))),
      mostly(fc.constant<Pair[]>([]), fc.array(fc.oneof(...seldom), { minLength: 1, maxLength: 2 })),
    )
    .map(([usual, some, odd]): Pair[] => [
      ['"id"', JSON.stringify(id)],
      ...usual,
      ...some.filter((pair) => pair !== null),
      ...odd,
    ])
  return objectOf(entries.chain((pairs) => fc.shuffledSubarray(pairs, { minLength: pairs.length })))
}

/** Each damage overwrites a byte, or cuts the record there. */
export const damages = fc.array(fc.tuple(fc.nat(), fc.option(fc.integer({ min: 0x20, max: 0xff }), { nil: null })), {
  minLength: 1,
  maxLength: 3,
})

export function damaged(record: string, wounds: readonly (readonly [at: number, byte: number | null])[]): Buffer {
  return wounds.reduce((bytes, [at, byte]) => {
    if (bytes.length === 0) return bytes
    const place = at % bytes.length
    return byte === null ? bytes.subarray(0, place) : Buffer.from(bytes).fill(byte, place, place + 1)
  }, Buffer.from(record))
}
