// The company's estate on each day of the story.

import type { CoverageCell, Resource } from '../../core/resource.ts'
import { plans } from './cast.ts'
import { coverageOn } from './coverage.ts'
import { type Life, live } from './life.ts'
import { lastDay, storyDays } from './story.ts'

export type DemoEstate = { readonly resources: readonly Resource[]; readonly coverage: readonly CoverageCell[] }

export type DemoDay = DemoEstate & {
  /** 0 … 119; `demoPolicyAt` takes it. */
  readonly index: number
  /** YYYY-MM-DD, in UTC. */
  readonly day: string
  /** When the audit of that day ran: late in the evening, today at `now`. */
  readonly at: Date
}

const dayMs = 86_400_000

/** The estate as of the UTC day of `now`. */
export function demoEstate(now: Date): DemoEstate {
  return estateOn(lastDay, biographies(now))
}

/** The last 120 days, oldest first; the last one is `demoEstate(now)`. */
export function* demoHistory(now: Date): Generator<DemoDay> {
  const all = biographies(now)
  for (let index = 0; index < storyDays; index++) {
    const startMs = startOfDayMs(now, index)
    const at = index === lastDay ? now : new Date(startMs + dayMs - 60_000)
    yield { index, day: new Date(startMs).toISOString().slice(0, 10), at, ...estateOn(index, all) }
  }
}

/** The days of the story before today, oldest first. */
export const pastDemoDays = (now: Date): readonly string[] =>
  Array.from({ length: lastDay }, (_, index) => new Date(startOfDayMs(now, index)).toISOString().slice(0, 10))

/** The days on which a resource is there, and what it looks like from each turning point on. */
type Biography = {
  readonly seenFrom: number
  readonly deletedOn: number
  readonly phases: readonly { readonly from: number; readonly resource: Resource }[]
}

function biographies(now: Date): readonly Biography[] {
  const book = new Map<string, number>()
  return plans().map((plan) => {
    const life = live(plan, book)
    const phases = life.phases.map(({ from, tags }) => ({ from, resource: resourceOf(life, tags, now) }))
    return { seenFrom: life.seenFrom, deletedOn: plan.deletedOn, phases }
  })
}

function resourceOf(life: Life, tags: Resource['tags'], now: Date): Resource {
  const { plan, id, name, state, monthlyCost, createdAtSecond } = life
  const { kind, account, region, managed } = plan
  const createdAt = new Date(startOfDayMs(now, plan.createdOn) + createdAtSecond * 1000).toISOString()
  const facts = { id, type: kind.type, account: account.id, region, tags, createdAt, name, state, monthlyCost }
  return { ...facts, ...(managed ? { managed } : {}), sources: ['demo'] }
}

function estateOn(day: number, all: readonly Biography[]): DemoEstate {
  const resources = all.flatMap(({ seenFrom, deletedOn, phases }) => {
    const isThere = seenFrom <= day && day < deletedOn
    const phase = isThere ? phases.findLast(({ from }) => from <= day) : undefined
    return phase ? [phase.resource] : []
  })
  return { resources, coverage: coverageOn(day) }
}

function startOfDayMs(now: Date, day: number): number {
  return Math.floor(now.getTime() / dayMs) * dayMs - (lastDay - day) * dayMs
}
