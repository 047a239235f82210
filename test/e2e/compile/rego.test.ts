// Open Policy Agent itself, over the same random policies and resources as our own judge.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { evaluate, type Violation } from '../../../server/core/evaluate.ts'
import type { Policy } from '../../../server/core/policy.ts'
import { compileRules } from '../../../server/core/rules.ts'
import { judgedAt } from '../../support/arbitraries.ts'
import { isoAt } from '../../support/builders.ts'
import { opa, runTool } from '../../support/tools/compile-tools.ts'
import { samplePolicies, sampleResources, seed } from './sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'tagwarden-rego-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Judged = { readonly id: string; readonly verdict: string; readonly violations: readonly Partial<Violation>[] }

const query = `[{"id": one.id, "verdict": verdict, "violations": violations} |
  some one in input.resources
  verdict := data.tagwarden.verdict with input as one
  violations := data.tagwarden.violations with input as one
]`

const resources = sampleResources(() => true)
const questions = JSON.stringify({ resources: resources.map((one) => ({ ...one, now: isoAt(judgedAt) })) })

function write(policy: Policy, name: string): string {
  const { files } = compilePolicy(policy.document, 'rego')
  const path = join(folder, `${name}.rego`)
  writeFileSync(path, files.map(({ text }) => text).join(''))
  return path
}

function askOpa(policy: Policy, name: string): Judged[] {
  const path = write(policy, name)
  const output = runTool(opa, ['eval', '--data', path, '--stdin-input', '--format', 'json', query], questions)
  return JSON.parse(output).result[0].expressions[0].value
}

/** What Rego says of a violation; a set, so two rules that say the same say it once. */
function told(violations: readonly Partial<Violation>[]): string[] {
  const lines = violations.map(({ tag, rule, severity, found, foundKey, exemption, exemptionExpired }) =>
    JSON.stringify({ tag, rule, severity, found, foundKey, exemption, exemptionExpired }),
  )
  return [...new Set(lines)].toSorted()
}

function askUs(policy: Policy): Judged[] {
  const rules = compileRules(policy)
  return resources.map((one) => ({ id: one.id, ...evaluate(rules, one, judgedAt) }))
}

const sayAll = (judged: readonly Judged[]) => judged.map((one) => ({ ...one, violations: told(one.violations) }))

describe.skipIf(opa === null)('Open Policy Agent', () => {
  const policies = samplePolicies(40)
  const exact = policies.filter(
    ({ document }) => !compilePolicy(document, 'rego').losses.some(({ effect }) => effect === 'verdict'),
  )

  test(`gives every verdict and violation as we do wherever no loss is declared (seed ${seed})`, () => {
    console.log(
      `Open Policy Agent judges ${exact.length * resources.length} of ${policies.length * resources.length} times`,
    )
    for (const [index, policy] of exact.entries()) {
      expect(sayAll(askOpa(policy, `policy-${index}`))).toEqual(sayAll(askUs(policy)))
    }
    expect(exact.length).toBeGreaterThan(policies.length / 2)
  }, 600_000)

  test('finds nothing to mend in what is written', () => {
    for (const [index, policy] of policies.slice(0, 10).entries()) {
      const path = write(policy, `checked-${index}`)
      expect(runTool(opa, ['check', '--strict', path])).toBe('')
      expect(runTool(opa, ['fmt', '--diff', path])).toBe('')
    }
  }, 600_000)
})
