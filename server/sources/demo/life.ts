// A plan come to life: a resource with its name and cost, and the tags it carries from each day on.

import type { Tags } from '../../core/resource.ts'
import { statusOf } from './coverage.ts'
import { isUntagged } from './flaws.ts'
import { arnOf, type NameBook, nameOf } from './naming.ts'
import type { Plan } from './plan.ts'
import { between, chance, heavyTailed, pick, type Random, randomFrom, seedOf } from './random.ts'
import { lastDay, never, stricterPolicyDay } from './story.ts'
import { correctTags, dataClassTag, providerTags } from './tags.ts'

export type Life = {
  readonly plan: Plan
  readonly id: string
  readonly name: string
  readonly state: string
  readonly createdAtSecond: number
  readonly monthlyCost: number
  readonly seenFrom: number
  /** In order; each holds until the next. */
  readonly phases: readonly { readonly from: number; readonly tags: Tags | null }[]
}

export function live(plan: Plan, book: NameBook): Life {
  const random = randomFrom(seedOf(`${plan.label}/life`))
  const name = nameOf(plan, random, book)
  const { kind, createdOn } = plan
  // The newest are made in the first minute, so that no time of day sees one from its future.
  const createdAtSecond = between(random, 0, createdOn === lastDay ? 59 : 86_399)
  return {
    plan,
    id: arnOf(plan, name, random),
    name,
    state: pick(random, kind.states ?? ['active']),
    createdAtSecond,
    monthlyCost: drawMonthlyCost(plan, random),
    seenFrom: firstDayOf(plan),
    phases: drawPhases(plan, name, random),
  }
}

const firstDayOf = ({ createdOn, account }: Plan): number => Math.max(createdOn, account.arrivesOn)

function drawMonthlyCost({ kind: { usd }, environment }: Plan, random: Random): number {
  if (!usd) return 0
  const [median, sigma] = usd
  const size = environment === 'production' ? 1.3 : 0.7
  return Math.round(heavyTailed(random, median * size, sigma) * 100) / 100
}

function drawPhases(plan: Plan, name: string, random: Random): Life['phases'] {
  const seenFrom = firstDayOf(plan)
  if (isUnreadable(plan, random)) return [{ from: seenFrom, tags: null }]
  const classifiedOn = drawClassificationDay(random)
  const tagsOn = drawTags(plan, name, classifiedOn, random)
  const turns = [plan.fate.flawedOn, plan.fate.repairedOn, classifiedOn]
  const days = new Set([seenFrom, ...turns.filter((day) => day > seenFrom && day <= lastDay)])
  return [...days].sort((a, b) => a - b).map((from) => ({ from, tags: tagsOn(from) }))
}

/** Drawn once, so that a resource has the same flaw on every day on which it has one. */
function drawTags(plan: Plan, name: string, classifiedOn: number, random: Random): (day: number) => Tags {
  const correct = correctTags(plan, name, random)
  const flawed = plan.flaw(correct, random)
  const dataClass = plan.kind.holdsData ? dataClassTag(plan, random) : {}
  const provided = providerTags(plan, name, random)
  const { flawedOn, repairedOn } = plan.fate
  return (day) => {
    const owned = flawedOn <= day && day < repairedOn ? flawed : correct
    const classified = classifiedOn <= day && !isUntagged(owned) ? dataClass : {}
    return { ...owned, ...classified, ...provided }
  }
}

/** Some teams classified their data long ago, some once it was announced, some not yet. */
function drawClassificationDay(random: Random): number {
  if (chance(random, 0.5)) return Number.NEGATIVE_INFINITY
  return chance(random, 0.55) ? between(random, stricterPolicyDay - 10, lastDay) : never
}

function isUnreadable({ account, region, kind }: Plan, random: Random): boolean {
  const status = statusOf(account.id, region, kind.type)
  return status === 'denied' || (status === 'throttled' && chance(random, 0.5))
}
