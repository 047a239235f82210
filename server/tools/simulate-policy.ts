import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import type { Policy } from '../core/policy.ts'
import { type LoadedPolicy, readPolicy } from '../core/policy.ts'
import { applyEdits, type RuleEdit } from '../core/policy-edits.ts'
import { cut, longest } from './bounds.ts'
import { defineTool } from './define.ts'
import { answerFromNewest, fromAudit, open, percentText, rows, scores, scoresOf } from './shapes.ts'

const rule = z.union([z.string(), open({ name: z.string() })])
const rules = z.array(rule).min(1).max(20).optional()
const side = open({ score: scores.score, totals: open({}) })
const shownGroups = 10

export const simulatePolicyTool = defineTool({
  name: 'simulate_policy',
  title: 'Simulate a policy',
  description:
    'What if the policy were different, for example CostCenter mandatory: judges the newest snapshot by the changed policy beside the one in force, without asking the cloud, and says which verdicts flip, at what dollars, for which types, accounts and owners. Changes nothing.',
  input: z.strictObject({
    require: rules.describe('Tags to demand: names, or rules with the fields of the policy file'),
    forbid: rules.describe('Tags to forbid, likewise'),
    drop: z.array(z.string()).min(1).max(20).optional().describe('Tags whose rules go away'),
    gracePeriodHours: z.number().nonnegative().optional(),
    policy: open({}).optional().describe('A whole policy instead of edits'),
    ownerTag: z.string().min(1).max(128).default('Owner').describe('Whose values name the owners'),
  }),
  output: fromAudit({
    ...{ before: side, after: side, flips: rows, violations: rows, policyChanges: rows },
    affected: open({}),
    changedPolicyHash: z.string(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  run: (input, context) =>
    answerFromNewest(context, async (judged) => {
      const { services, signal } = context
      const now = Date.parse(judged.audit.evaluatedAt)
      const changed = changedPolicy(judged.policy, input, now)
      const packed = await services.audits.packed(judged.snapshot)
      const asked = { ...packed, policy: judged.policy, changed, now, ownerTag: input.ownerTag }
      const { before, after, flips, violations, affected, policyChanges } = await services.work.simulatePolicy(
        asked,
        signal,
      )
      const first = <T extends object>(list: readonly T[]) => list.slice(0, shownGroups).map(cutWords)
      return {
        data: {
          ...{ before: scoresOf(before), after: scoresOf(after), changedPolicyHash: changed.hash },
          ...{ flips: first(flips), violations: first(violations), policyChanges: first(policyChanges) },
          affected: {
            types: first(affected.types),
            accounts: first(affected.accounts),
            owners: first(affected.owners),
          },
        },
        text: `The score would go from ${percentText(before.score)} to ${percentText(after.score)}: ${after.totals.violating} resources would violate the policy instead of ${before.totals.violating}.`,
      }
    }),
})

type Change = {
  readonly require?: readonly RuleEdit[] | undefined
  readonly forbid?: readonly RuleEdit[] | undefined
  readonly drop?: readonly string[] | undefined
  readonly gracePeriodHours?: number | undefined
  readonly policy?: object | undefined
}

function changedPolicy({ document }: Policy, { policy, ...edits }: Change, now: number): Policy {
  const given = Object.fromEntries(
    Object.entries(edits).filter(([key, value]) => key !== 'ownerTag' && value !== undefined),
  )
  if ((policy === undefined) === (Object.keys(given).length === 0)) {
    throw new AppError('bad_usage', 'Give edits (require, forbid, drop, gracePeriodHours) or a whole policy.', {
      hint: 'For example { "require": ["CostCenter"] }.',
    })
  }
  const loaded: LoadedPolicy = policy === undefined ? applyEdits(document, given, now) : readPolicy(policy, now)
  if (loaded.ok) return loaded.policy
  const [first] = loaded.problems
  throw new AppError('invalid_policy', `${first?.path ? `${first.path}: ` : ''}${first?.message ?? ''}.`, {
    hint: `${loaded.problems.length} problems in all; get_tagging_policy shows the policy in force.`,
  })
}

/** Keys are the estate's words, and a change of policy quotes whole lists. */
const cutWords = <T extends object>(one: T): T =>
  // Texts stay texts.
  Object.fromEntries(
    Object.entries(one).map(([field, value]) => [field, typeof value === 'string' ? cut(value, longest.key) : value]),
  ) as T
