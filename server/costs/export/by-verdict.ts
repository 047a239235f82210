// Dollars of an export joined to verdicts, resource by resource, where the export is counted: only sums come back.

import type { MissingResource } from '../../core/cost-by-resource.ts'
import type { CostColumn, Posting } from '../../core/cost-figures.ts'
import { AppError } from '../../core/errors.ts'
import { verdicts as known } from '../../core/evaluate.ts'
import { toMicros } from '../../core/money.ts'
import { spentColumns } from '../../core/tag-gap.ts'
import { quoted } from './dialect.ts'
import type { Row } from './engine.ts'
import { codeOf, type Format } from './format.ts'

const mostMissing = 1000
const taggable = codeOf('taggable')

/** `verdicts`: what to select them from. Lines are added up before they are joined: resources are far fewer. */
export function byVerdictSql(format: Format, from: string, verdicts: string, months: readonly string[]): string {
  const { account, region, service, resource, column, cost, isIn } = format
  return `WITH lines AS (
      SELECT ${account} AS account, ${region} AS region, ${service} AS service, ${resource} AS resource,
        ${column} AS kind, ${cost} AS usd FROM ${from} WHERE ${isIn(months)}),
    spent AS MATERIALIZED (
      SELECT account, region, service, kind, CASE WHEN kind = ${taggable} THEN resource ELSE '' END AS resource,
        SUM(usd) AS usd FROM lines GROUP BY 1, 2, 3, 4, 5),
    verdicts AS MATERIALIZED (SELECT * FROM ${verdicts}),
    named AS (
      SELECT name, account, MIN(type) AS type, MIN(verdict) AS verdict FROM (
        SELECT id AS name, '' AS account, type, verdict FROM verdicts
        UNION ALL SELECT name, account, type, verdict FROM verdicts WHERE name <> '')
      GROUP BY 1, 2 HAVING COUNT(DISTINCT type || ' ' || verdict) = 1),
    joined AS MATERIALIZED (
      SELECT spent.*, COALESCE(own.type, short.type) AS type,
        COALESCE(own.verdict, short.verdict, 'not_in_snapshot') AS verdict
      FROM spent LEFT JOIN named AS own ON own.account = '' AND own.name = ${canonical('spent.resource')}
        LEFT JOIN named AS short ON short.account <> '' AND short.account = spent.account AND short.name = spent.resource)
    SELECT account, region, service, type, kind, CASE WHEN kind = ${taggable} THEN verdict END AS verdict,
      SUM(usd) AS usd, NULL AS resource FROM joined GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL (
      SELECT account, region, service, NULL, kind, NULL, SUM(usd) AS spent, resource FROM joined
      WHERE kind = ${taggable} AND verdict = 'not_in_snapshot' GROUP BY 1, 2, 3, 5, 8 ORDER BY spent DESC LIMIT ${mostMissing})`
}

/** As `canonicalArn` has it: a function without its alias, a log group without the final `:*`. */
function canonical(resource: string): string {
  const logs = `regexp_replace(${resource}, '^(arn:[^:]*:logs:.*):[*]$', ${quoted('\\1')})`
  return `regexp_replace(${logs}, '^(arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+):.*$', ${quoted('\\1')})`
}

export const postingsOf = (rows: readonly Row[]): Posting[] =>
  rows
    .filter(({ resource }) => resource === null)
    .map((row) => ({
      ...placeOf(row),
      ...{ type: row.type ?? null, column: columnOf(row), micros: toMicros(Number(row.usd)) },
    }))

/** Dearest first. */
export const missingOf = (rows: readonly Row[]): MissingResource[] =>
  rows
    .flatMap(({ resource, ...row }) =>
      resource === null || resource === undefined ? [] : [{ resource, ...placeOf(row), usd: Number(row.usd) }],
    )
    .toSorted((a, b) => b.usd - a.usd)

const placeOf = ({ account, region, service }: Row) => ({
  ...{ account: account ?? '', region: region ?? '', service: service ?? '' },
})

function columnOf({ kind, verdict }: Row): CostColumn {
  const spent = spentColumns[Number(kind)]
  if (spent !== undefined && spent !== 'taggable') return spent
  if (verdict === 'not_in_snapshot') return verdict
  const own = known.find((one) => one === verdict)
  if (own === undefined) throw new AppError('unreadable', 'A line of the bill has no known verdict.')
  return own
}
