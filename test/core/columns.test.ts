import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepPart, type Part, partsOf, resourceAt } from '../../server/core/columns.ts'
import { evaluate, isInForce, verdicts } from '../../server/core/evaluate.ts'
import { listResources } from '../../server/core/listing.ts'
import { decodePart, encodePart } from '../../server/core/part-codec.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import { readPolicy } from '../../server/core/policy.ts'
import type { Resource } from '../../server/core/resource.ts'
import { compileRules, type Rules } from '../../server/core/rules.ts'
import { Tally } from '../../server/core/tally.ts'
import { totalsField } from '../../server/core/totals.ts'
import { arbitraryPolicyFile, arbitraryResource, judgedAt as now } from '../support/arbitraries.ts'

const estate = fc.uniqueArray(arbitraryResource(), { selector: ({ id }) => id, maxLength: 40 })

function rulesOf(file: unknown): Rules {
  const loaded = readPolicy(file, now)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return compileRules(loaded.policy)
}

const keptParts = (resources: readonly Resource[]): Part[] => [...partsOf(resources)].map(keepPart)

/** A column keeps the moment, not how it was written. */
function inUtc(resource: Resource): Resource {
  const { createdAt, managed, ...rest } = resource
  return {
    ...rest,
    ...(managed ? { managed } : {}),
    ...(createdAt === undefined ? {} : { createdAt: new Date(createdAt).toISOString() }),
  }
}

test('columns give back the resources they were made of', () => {
  fc.assert(
    fc.property(estate, (resources) => {
      const back = keptParts(resources).flatMap((part) =>
        Array.from({ length: part.count }, (_, row) => resourceAt(part, row)),
      )
      expect(back).toEqual(resources.map(inUtc))
    }),
  )
})

test('a part stored and read back is the same part', () => {
  fc.assert(
    fc.property(estate, (resources) => {
      for (const part of keptParts(resources)) expect(decodePart(encodePart(part))).toEqual(part)
    }),
  )
})

test('judging columns and judging objects give the same verdicts and violations', () => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), estate, (file, resources) => {
      const rules = rulesOf(file)
      const judge = new PartJudge(rules, now)
      const listed = keptParts(resources).flatMap((part) => [
        ...listResources(part, judge.judge(part), judge, { rules, now, severity: null }),
      ])
      const plain = resources.map(({ id, type, account, region, ...rest }) => ({
        ...{ id, type, account, region },
        ...evaluate(rules, { id, type, account, region, ...rest }, now),
      }))
      expect(listed).toEqual(plain)
    }),
    { numRuns: 1000 },
  )
})

test('counting columns and counting objects give the same totals, rule by rule', () => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), estate, (file, resources) => {
      const rules = rulesOf(file)
      const judge = new PartJudge(rules, now)
      const tally = new Tally(judge)
      for (const part of partsOf(resources)) tally.add(part, judge.judge(part))
      const { totals, rules: byRule } = tally.summarise([])
      expect({ totals, violations: countRules(byRule) }).toEqual(countPlainly(rules, resources))
    }),
    { numRuns: 1000 },
  )
})

type Counts = Record<string, number>

function countRules(
  byRule: readonly { tag: string | null; rule: string; severity: string; violations: number }[],
): Counts {
  return Object.fromEntries(
    byRule.map(({ tag, rule, severity, violations }) => [`${tag} ${rule} ${severity}`, violations]),
  )
}

function countPlainly(rules: Rules, resources: readonly Resource[]) {
  const evaluations = resources.map((resource) => evaluate(rules, resource, now))
  const inForce = evaluations.flatMap(({ verdict, violations }) => violations.filter((one) => isInForce(verdict, one)))
  const groups = Object.groupBy(
    inForce,
    ({ tag, rule, severity }) => `${rule === 'naming' ? null : tag} ${rule} ${severity}`,
  )
  return {
    totals: {
      resources: resources.length,
      ...Object.fromEntries(
        verdicts.map((word) => [totalsField[word], evaluations.filter(({ verdict }) => verdict === word).length]),
      ),
      errors: inForce.filter(({ severity }) => severity === 'error').length,
      warnings: inForce.filter(({ severity }) => severity === 'warning').length,
    },
    violations: Object.fromEntries(Object.entries(groups).map(([key, list = []]) => [key, list.length])),
  }
}
