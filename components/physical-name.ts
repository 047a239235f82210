// Names that are fixed because they are a contract: with a log reader, a registry, an operator.

import { createHash } from 'node:crypto'

type Kind = { readonly limit: number; readonly prefix: string; readonly separator: '/' | '-'; readonly lower?: true }

const kinds = {
  alias: { limit: 250, prefix: 'alias/tagwarden', separator: '-' },
  cluster: { limit: 255, prefix: 'tagwarden', separator: '-' },
  dashboard: { limit: 255, prefix: 'tagwarden', separator: '-' },
  database: { limit: 63, prefix: 'tagwarden', separator: '-', lower: true },
  group: { limit: 255, prefix: 'tagwarden', separator: '-' },
  logGroup: { limit: 512, prefix: '/tagwarden', separator: '/' },
  repository: { limit: 256, prefix: 'tagwarden', separator: '-', lower: true },
  parameter: { limit: 900, prefix: '/tagwarden', separator: '/' },
  secret: { limit: 512, prefix: '/tagwarden', separator: '/' },
  imageTag: { limit: 128, prefix: 'deployed', separator: '-' },
  trail: { limit: 128, prefix: 'tagwarden', separator: '-' },
  // AWS demands this beginning of whatever WAF writes to.
  wafLogGroup: { limit: 512, prefix: 'aws-waf-logs-tagwarden', separator: '-' },
} as const satisfies Record<string, Kind>

/** What a name needs beyond its stack and what it is for is cut off, and a hash of the whole tells such names apart. */
export function physicalName(kind: keyof typeof kinds, ...words: readonly string[]): string {
  const { prefix, separator, limit, ...form }: Kind = kinds[kind]
  const cased = 'lower' in form ? words.map((word) => word.toLowerCase()) : words
  const clean = cased.map((word) => word.replaceAll(/[^A-Za-z0-9/]+/g, '-').replaceAll(/^-+|-+$/g, ''))
  const isSame = clean.join(separator) === words.join(separator)
  const name = [prefix, ...clean.filter((word) => word !== '')].join(separator)
  if (isSame && name.length <= limit) return name
  const hash = createHash('sha256').update(words.join('\0')).digest('hex').slice(0, 8)
  return `${name.slice(0, limit - 9).replace(/[-/]+$/, '')}-${hash}`
}
