// The kinds of values that environment variables hold: each reads text, or says what it expected instead.

import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { parseStoredKey } from './api-keys.ts'
import { readRedisAddress, redisForms } from './redis-address.ts'

const text = z.string().trim()

/** Reads text by `read`; what that cannot use (`undefined`) becomes "expected …". */
function readText<T>(expected: string, read: (text: string) => T | undefined) {
  return text.transform((given, context): T => {
    const value = read(given)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: `expected ${expected}` })
    return z.NEVER
  })
}

export const wholeNumber = (least: number, most: number) =>
  readText(`a whole number from ${least} to ${most}`, (given) => {
    const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN
    return value >= least && value <= most ? value : undefined
  })

/** An amount such as `2` or `0.50`. */
export const dollars = (most: number) =>
  readText(`dollars from 0 to ${most}, such as 0.50`, (given) => {
    const value = /^\d{1,9}(\.\d{1,2})?$/.test(given) ? Number(given) : Number.NaN
    return value <= most ? value : undefined
  })

/** A name as it stands in a URL or a query: nothing that would need quoting. */
export const plainName = readText('letters, digits, _, . or -', (given) =>
  /^[\w.-]{1,255}$/.test(given) ? given : undefined,
)

export const roleArn = readText('the ARN of a role', (given) =>
  /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/.test(given) ? given : undefined,
)

export const s3Url = readText('an address such as s3://bucket/folder/', (given) =>
  /^s3:\/\/[a-z\d][a-z\d.-]+(\/.*)?$/.test(given) ? given : undefined,
)

export const flag = readText('true or false', (given) =>
  given === 'true' || given === 'false' ? given === 'true' : undefined,
)

const wordsOf = (given: string): string[] => given.split(/[\s,]+/).filter((word) => word !== '')

export const keyHashes = readText('hashes made by `tagwarden keys create`, separated by commas', (given) => {
  const words = wordsOf(given)
  return words.every((word) => parseStoredKey(word) !== null) ? words : undefined
})

/** A choice; `later` holds words that will be choices, with what they come with. */
export function choice<const T extends string>(choices: readonly T[], later: Readonly<Record<string, string>> = {}) {
  return text.transform((given, context): T => {
    const found = choices.find((candidate) => candidate === given)
    if (found !== undefined) return found
    const words = `expected one of ${choices.join(', ')}`
    const comes = Object.hasOwn(later, given) ? `; ${given} comes ${later[given]}` : ''
    context.addIssue({ code: 'custom', message: `${words}${comes}` })
    return z.NEVER
  })
}

export const redisAddress = readText(redisForms, readRedisAddress)

export const redisPrefix = readText('letters, digits and . : _ -, at most 64', (given) =>
  /^[\w.:-]{1,64}$/.test(given) ? given : undefined,
)

export const path = readText('the path of a file or folder', (given) => (given.includes('\0') ? undefined : given))

/** What it has to hold is for its reader to say. */
export const json = readText('JSON', (given) => {
  try {
    JSON.parse(given)
    return given
  } catch {
    return undefined
  }
})

/** Not repeated when it is wrong: it may hold a password. */
export const databaseUrl = readText('postgres://user@host:5432/database', (given) =>
  /^postgres(ql)?:\/\/./.test(given) && URL.canParse(given) ? given : undefined,
)

export const replicaId = readText('a name of letters, digits, dots, dashes and underscores', (given) =>
  /^[\w.-]{1,100}$/.test(given) ? given : undefined,
)

const inventoryName = /\.(ndjson|jsonl|json|csv)(\.(gz|zst))?$/i

/** What is looked at: the demo company, accounts of AWS, or an inventory file. */
export const estate = text.transform((given, context) => {
  if (given === 'demo' || given === 'aws' || inventoryName.test(given)) return given
  const message = 'expected demo, aws, or the path of an inventory file (.ndjson, .json or .csv, also with .gz or .zst)'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** Words separated by commas, each of a form. */
export const list = (expected: string, form: RegExp) =>
  readText(expected, (given) => {
    const words = wordsOf(given)
    return words.length > 0 && words.every((word) => form.test(word)) ? words : undefined
  })

/** A name or address to listen on. */
export const host = readText('a host name or an IP address', (given) =>
  isIP(given) !== 0 || /^[a-z\d]([a-z\d.-]{0,251}[a-z\d])?$/i.test(given) ? given : undefined,
)

const hostEntry = /^(\*|\[[\da-f:.]+\]|[a-z\d]([a-z\d.-]{0,251}[a-z\d])?)(:\d{1,5})?$/i

/** `name`, `name:port`, `[::1]:port`; `*` is any. */
export const hosts = readText('host names, each with or without a port, separated by commas; * for any', (given) => {
  const names = wordsOf(given)
  return names.every((name) => hostEntry.test(name)) ? names.map((name) => name.toLowerCase()) : undefined
})

export const origins = readText('origins such as https://app.example.com, separated by commas', (given) => {
  const words = wordsOf(given)
  return words.every(isOrigin) ? words : undefined
})

const isOrigin = (word: string) => URL.canParse(word) && new URL(word).origin === word

/** Whose `X-Forwarded-*` headers are believed. */
export const trustedProxies = readText(
  'false, the number of proxies in front, or their addresses or networks separated by commas',
  (given): false | number | string[] | undefined => {
    if (given === 'false') return false
    if (/^\d{1,2}$/.test(given)) return Number(given)
    const networks = wordsOf(given)
    return networks.length > 0 && networks.every(isNetwork) ? networks : undefined
  },
)

function isNetwork(word: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(word)) return true
  const [address = '', prefix, ...rest] = word.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128)
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine can reach what listens on `name`. */
export function isLoopback(name: string): boolean {
  const version = isIP(name)
  if (version === 0) return name.toLowerCase() === 'localhost'
  return loopback.check(name, version === 4 ? 'ipv4' : 'ipv6')
}
