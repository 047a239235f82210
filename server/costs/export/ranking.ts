// What costs most by usage type or resource, from an export: of whole months.

import { toMicros, toUsd } from '../../core/money.ts'
import type { CostRanking, CostRankQuestion } from '../../ports.ts'
import { quoted } from './dialect.ts'
import type { Row } from './engine.ts'
import type { Format } from './format.ts'
import { conditions } from './queries.ts'

const mostRows = 1000

/** The first row is the sum of all. */
export function rankingSql(format: Format, from: string, { rank, services, ...where }: CostRankQuestion): string {
  const name = rank === 'resource' ? format.resource : format.usageType
  const ofServices = services ? ` AND ${format.service} IN (${services.map(quoted).join(', ')})` : ''
  return `WITH named AS (SELECT ${format.service} AS service, ${name} AS name, SUM(${format.cost}) AS usd
      FROM ${from} WHERE ${conditions(format, where)}${ofServices} GROUP BY 1, 2)
    SELECT 1 AS place, '' AS service, '' AS name, COALESCE(SUM(usd), 0) AS usd FROM named
    UNION ALL (SELECT 2, service, name, usd FROM named ORDER BY usd DESC, service, name LIMIT ${mostRows})`
}

export function rankedOf(rows: readonly Row[]): Pick<CostRanking, 'rows' | 'totalUsd'> {
  const usdOf = ({ usd }: Row) => toUsd(toMicros(Number(usd)))
  return {
    totalUsd: rows.filter(({ place }) => place === '1').reduce((sum, row) => sum + usdOf(row), 0),
    rows: rows
      .filter(({ place }) => place === '2')
      .map((row) => ({ service: row.service ?? '', name: row.name ?? '', usd: usdOf(row) }))
      .toSorted((a, b) => b.usd - a.usd),
  }
}
