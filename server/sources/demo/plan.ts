// What is decided about an invented resource before it has a name: its place, its days, its tags.

import { isGlobal, type Kind, kinds } from './catalogue.ts'
import { type Account, type Application, type Environment, regions } from './company.ts'
import { anyFlaw, type Flaw } from './flaws.ts'
import { between, chance, pick, pickByShare, type Random, randomFrom, seedOf } from './random.ts'
import { campaign, lastDay, mergerDay, never, repairs } from './story.ts'

/** The days on which the flaw appears and goes away. */
export type Fate = { readonly flawedOn: number; readonly repairedOn: number }

export type Plan = {
  /** Its own seed: the same label always becomes the same resource. */
  readonly label: string
  readonly account: Account
  readonly region: string
  readonly kind: Kind
  readonly application: Application
  readonly environment: Environment
  readonly namePrefix?: string
  readonly managed?: true
  /** Negative: before the story begins. */
  readonly createdOn: number
  readonly deletedOn: number
  readonly flaw: Flaw
  readonly fate: Fate
}

/** An ordinary resource of the account; the groups of `cast.ts` change what makes them special. */
export function draft(account: Account, label: string): Plan {
  const random = randomFrom(seedOf(`${account.name}/${label}`))
  const kind = pickByShare(random, kinds)
  const createdOn = drawCreationDay(random, account)
  return {
    label: `${account.name}/${label}`,
    account,
    region: isGlobal(kind) ? '' : pickByShare(random, regions).name,
    kind,
    application: pick(random, account.applications),
    environment: pickByShare(random, account.environments).name,
    createdOn,
    deletedOn: never,
    flaw: anyFlaw,
    fate: drawFate(random, account, createdOn),
  }
}

function drawCreationDay(random: Random, { arrivesOn }: Account): number {
  return chance(random, 0.12) ? between(random, arrivesOn + 1, lastDay) : -between(random, 1, 900)
}

function drawFate(random: Random, account: Account, createdOn: number): Fate {
  if (account.arrivesOn === mergerDay) {
    if (!chance(random, 0.86)) return alwaysCorrect
    return { flawedOn: createdOn, repairedOn: chance(random, 0.5) ? dayIn(random, repairs) : never }
  }
  const wasEarly = createdOn < campaign.from
  if (!chance(random, wasEarly ? 0.56 : 0.3)) return drawSlip(random, createdOn)
  if (wasEarly && chance(random, 0.5)) return { flawedOn: createdOn, repairedOn: dayIn(random, campaign) }
  return { flawedOn: createdOn, repairedOn: chance(random, 0.3) ? dayIn(random, repairs) : never }
}

const alwaysCorrect: Fate = { flawedOn: never, repairedOn: never }
export const neverRepaired: Fate = { flawedOn: Number.NEGATIVE_INFINITY, repairedOn: never }

/** A few that were well tagged lose it again, a little every day. */
function drawSlip(random: Random, createdOn: number): Fate {
  if (!chance(random, 0.05)) return alwaysCorrect
  return { flawedOn: between(random, Math.max(createdOn, 0) + 1, lastDay), repairedOn: never }
}

function dayIn(random: Random, span: { readonly from: number; readonly to: number }): number {
  return between(random, span.from, span.to)
}
