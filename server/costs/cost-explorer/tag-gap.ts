// The gap as Cost Explorer can tell it: one key or two exactly, more as an interval.

import { AppError } from '../../core/errors.ts'
import type { TagGap } from '../../core/tag-gap.ts'
import type { TagGapQuestion } from '../../ports.ts'
import { type Activation, activationOf } from './activation.ts'
import type { Answers, CostsAsked } from './answers.ts'
import type { AllocationTag, CostRow } from './paid-client.ts'
import { type Days, daysSince, joined, monthDays } from './periods.ts'
import type { Purse } from './purse.ts'
import { every, scopeFilter, usageFilter } from './record-types.ts'
import { gapOf } from './tag-gap-figures.ts'

export type GapOptions = { readonly answers: Answers; readonly metric: string }

type Plan = {
  readonly question: TagGapQuestion
  readonly metric: string
  readonly keys: readonly string[]
  readonly periods: readonly Days[]
  /** When a key was last switched on or off. */
  readonly changes: ReadonlyMap<string, string | null>
}

export async function askTagGap(
  { answers, metric }: GapOptions,
  question: TagGapQuestion,
  purse: Purse,
  signal: AbortSignal,
): Promise<TagGap> {
  refuseRegions(question)
  // A cap stops the question here, before anything is paid.
  await purse.plan(await requestsFor({ answers, metric }, question))
  const tags = await answers.allocationTags(purse, signal)
  const activations = activationsOf(question, tags)
  const plan = planOf(question, metric, activations, tags)
  if (plan.keys.length === 0) throw noFigure(activations)
  const [whole = []] = await answers.costs([wholeOf(plan)], purse, signal)
  const asked = questionsOf(plan, whole)
  const [byKind = [], ...rest] = await answers.costs(asked.all, purse, signal)
  const joint = asked.hasJoint ? rest.at(-1) : undefined
  const single = rest.slice(0, plan.keys.length)
  return gapOf({ ...plan, by: question.by, activations, whole, byKind, single, joint, purse })
}

/** What it would take now, with every key measured. */
export async function requestsFor({ answers, metric }: GapOptions, question: TagGapQuestion): Promise<number> {
  const tags = await answers.knownTags()
  const all = question.keys.map((key): Activation => ({ key, isMeasured: true, since: '', note: null }))
  const plan = planOf(question, metric, tags === null ? all : activationsOf(question, tags), tags ?? [])
  const unknown = (await answers.missing([wholeOf(plan)])) + (tags === null ? 1 : 0)
  // The filter of the others comes from the answer to the first.
  const { all: others } = questionsOf(plan, [])
  const atMost = others.reduce((sum, { periods }) => sum + joined(periods).length, 0)
  return unknown > 0 ? unknown + atMost : answers.missing(others)
}

function refuseRegions({ by, keys }: TagGapQuestion): void {
  if (by === 'region')
    throw new AppError('invalid_arguments', 'Cost Explorer does not divide costs by region.', {
      hint: 'Ask by account or service, or filter by one region at a time.',
    })
  if (keys.length === 0) throw new AppError('invalid_arguments', 'There is no tag key to ask for.')
}

const activationsOf = ({ keys, months }: TagGapQuestion, tags: readonly AllocationTag[]): Activation[] =>
  keys.map((key) => activationOf(key, tags, months.map(monthDays)))

function planOf(
  question: TagGapQuestion,
  metric: string,
  activations: readonly Activation[],
  tags: readonly AllocationTag[],
): Plan {
  const measured = activations.filter((one) => one.isMeasured)
  const since =
    measured
      .map((one) => one.since)
      .toSorted()
      .at(-1) ?? ''
  const keys = measured.map(({ key }) => key)
  return {
    ...{ question, metric, keys },
    periods: question.months
      .flatMap((month) => daysSince(monthDays(month), since) ?? [])
      .toSorted((a, b) => (a.start < b.start ? -1 : 1)),
    changes: new Map(tags.map(({ key, changedAt }) => [key, changedAt])),
  }
}

const group = (Type: 'DIMENSION' | 'TAG', Key: string) => ({ Type, Key })
const base = (metric: string) => ({ Granularity: 'MONTHLY' as const, Metrics: [metric] })

/** Everything, by service and record type: the bill says itself what they are called. */
function wholeOf({ question, metric, periods }: Plan): CostsAsked {
  const GroupBy = [group('DIMENSION', 'SERVICE'), group('DIMENSION', 'RECORD_TYPE')]
  return { periods, state: '', query: { ...base(metric), GroupBy, ...every(scopeFilter(question)) } }
}

function questionsOf({ question, metric, keys, periods, changes }: Plan, whole: readonly CostRow[]) {
  const services = whole.map((row) => row.keys[0] ?? '')
  const filter = every([...scopeFilter(question), ...usageFilter(recordsOf(whole), services)])
  const by = question.by === null ? [] : [group('DIMENSION', question.by === 'account' ? 'LINKED_ACCOUNT' : 'SERVICE')]
  const tagged = (names: readonly string[], more: typeof by): CostsAsked => ({
    ...{ periods, state: JSON.stringify(names.map((key) => [key, changes.get(key)])) },
    query: { ...base(metric), GroupBy: [...names.map((key) => group('TAG', key)), ...more], ...filter },
  })
  const byKind = question.by === 'account' ? [accountsOf(metric, periods, question)] : []
  const hasJoint = keys.length === 2
  const joint = hasJoint ? [tagged(keys, [])] : []
  return { hasJoint, all: [byKind[0] ?? nothing, ...keys.map((key) => tagged([key], by)), ...joint] }
}

/** Asks for no period, and so for nothing. */
const nothing: CostsAsked = { periods: [], state: '', query: { Granularity: 'MONTHLY', Metrics: [] } }

function accountsOf(metric: string, periods: readonly Days[], question: TagGapQuestion): CostsAsked {
  const GroupBy = [group('DIMENSION', 'LINKED_ACCOUNT'), group('DIMENSION', 'RECORD_TYPE')]
  return { periods, state: '', query: { ...base(metric), GroupBy, ...every(scopeFilter(question)) } }
}

const recordsOf = (whole: readonly CostRow[]): string[] => whole.map((row) => row.keys[1] ?? '')

const noFigure = (activations: readonly Activation[]): AppError =>
  new AppError('not_found', activations.map(({ note }) => note ?? '').join(' '))
