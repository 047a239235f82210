// Judges the tag sets of a part on dictionary ids. What a rule says of a tag is settled once for the part, so that a
// resource costs a few looks at tables.

import { type Texts, textAt, textCount } from './byte-dictionary.ts'
import type { Part } from './columns.ts'
import { type KeyPlan, planCondition, planKey, planType, role, type TypePlan } from './judge-plans.ts'
import { type CompiledCondition, type Exemption, namingFault, type Rules } from './rules.ts'
import { SeenValues } from './seen-values.ts'
import { type Judgement, Judgements, outcome } from './tag-outcomes.ts'

/** In place of what a rule says of a tag. */
const noUse = -1
const severalUses = -2

const absent = -1

export class TagJudge {
  readonly judgements: Judgements
  private readonly rules: Rules
  private readonly conditions: readonly (ReturnType<typeof planCondition> | null)[]
  private readonly seenValues: SeenValues
  private readonly plansByKey = new Map<string, KeyPlan>()
  private readonly plansByType = new Map<string, TypePlan>()
  // These are set by `open`, before anything is judged.
  private part!: Part
  private keyPlans!: readonly KeyPlan[]
  /** By tag: `slot * 8 + faults` for a tag that concerns one rule, else one of the words above. */
  private tagCodes!: Int32Array
  /** Whether values of this part may break a naming rule. */
  private looksAtValues!: boolean
  // What the tag set at hand has for each rule; slots are the required tags, then the optional ones.
  private readonly slotFaults: Int8Array
  private readonly otherKeys: Uint8Array
  private readonly conditionTags: Int32Array
  private readonly hasForbidden: Uint8Array

  constructor(rules: Rules) {
    const { required, optional, forbidden } = rules
    this.rules = rules
    this.judgements = new Judgements(rules)
    this.conditions = required.map(({ condition }) => condition && planCondition(rules, condition))
    this.seenValues = new SeenValues(required.length + optional.length)
    this.slotFaults = new Int8Array(required.length + optional.length)
    this.otherKeys = new Uint8Array(required.length)
    this.conditionTags = new Int32Array(required.length)
    this.hasForbidden = new Uint8Array(forbidden.length)
  }

  open(part: Part): void {
    this.part = part
    this.keyPlans = Array.from({ length: textCount(part.keys) }, (_, key) => this.planOfKey(textAt(part.keys, key)))
    this.looksAtValues = mayBreakNaming(part.tagValues, this.rules.naming)
    this.tagCodes = new Int32Array(part.tagKeys.length)
    for (let tag = 0; tag < part.tagKeys.length; tag++) this.tagCodes[tag] = this.codeOf(tag)
  }

  planOfType(type: string): TypePlan {
    const known = this.plansByType.get(type) ?? planType(this.rules, type)
    this.plansByType.set(type, known)
    return known
  }

  judge(set: number, plan: TypePlan): Judgement {
    const naming = this.readTags(set)
    const { codes } = this.judgements
    const { required, optional, forbidden } = plan
    const { conditions, otherKeys, slotFaults } = this
    for (let rule = 0; rule < required.length; rule++) {
      const faults = slotFaults[rule] ?? absent
      if (required[rule] !== 1) codes[rule] = outcome.notDemanded
      else if (conditions[rule] !== null || otherKeys[rule] !== 0) codes[rule] = this.requiredOutcome(rule, plan)
      else codes[rule] = faults < 0 ? outcome.missing : faults
    }
    let at = required.length
    for (let rule = 0; rule < optional.length; rule++, at++) {
      codes[at] = optional[rule] === 1 ? Math.max(0, this.slotFaults[at] ?? 0) : 0
    }
    for (let rule = 0; rule < forbidden.length; rule++, at++) {
      codes[at] = (this.hasForbidden[rule] ?? 0) & (forbidden[rule] ?? 0)
    }
    return this.judgements.find(naming)
  }

  /** How many broken naming rules none of these exemptions covers. */
  namingOutside(set: number, covering: readonly Exemption[]): number {
    if (covering.some(({ tags }) => tags === null)) return 0
    const { setOffsets, setTags, tagKeys, keys } = this.part
    const broken = setTags.subarray(setOffsets[set], setOffsets[set + 1]).filter((tag) => this.breaksNaming(tag))
    return broken.filter((tag) => !covering.some(({ tags }) => tags?.has(textAt(keys, tagKeys[tag] ?? 0)))).length
  }

  /** Notes what each rule finds among the tags, and counts the broken naming rules. */
  private readTags(set: number): number {
    const { part, tagCodes, slotFaults } = this
    this.forget()
    const { setOffsets, setTags } = part
    const end = setOffsets[set + 1] ?? 0
    let naming = 0
    for (let at = setOffsets[set] ?? 0; at < end; at++) {
      const tag = setTags[at] ?? 0
      const code = tagCodes[tag] ?? noUse
      if (code >= 0) slotFaults[code >> 3] = code & 7
      else if (code === severalUses) naming += this.readTag(tag)
    }
    return naming
  }

  /** By hand: for a handful of numbers `fill` costs more than it does. */
  private forget(): void {
    const { slotFaults, otherKeys, conditionTags, hasForbidden } = this
    for (let slot = 0; slot < slotFaults.length; slot++) slotFaults[slot] = absent
    for (let rule = 0; rule < otherKeys.length; rule++) {
      otherKeys[rule] = 0
      conditionTags[rule] = absent
    }
    for (let rule = 0; rule < hasForbidden.length; rule++) hasForbidden[rule] = 0
  }

  /** Returns 1 if the tag breaks a naming rule. */
  private readTag(tag: number): number {
    const uses = this.keyPlans[this.part.tagKeys[tag] ?? 0]?.uses ?? []
    for (const use of uses) this.note(use >> 3, use & 7, tag)
    return this.breaksNaming(tag) ? 1 : 0
  }

  private note(rule: number, what: number, tag: number): void {
    if (what === role.value) this.slotFaults[rule] = this.faultsOf(rule, tag)
    else if (what === role.forbidden) this.hasForbidden[rule] = 1
    else if (what === role.condition) this.conditionTags[rule] = tag
    else this.otherKeys[rule] = (this.otherKeys[rule] ?? 0) | (1 << what)
  }

  private requiredOutcome(rule: number, plan: TypePlan): number {
    const condition = this.conditions[rule] ?? null
    if (condition !== null && !this.holds(rule, condition, plan)) return outcome.notDemanded
    const faults = this.slotFaults[rule] ?? absent
    const others = this.otherKeys[rule] ?? 0
    if (faults >= 0) return others & (1 << role.twin) ? faults + outcome.twin : faults
    if (others === 0) return outcome.missing
    return others & (1 << role.alias) ? outcome.deprecated : outcome.mismatch
  }

  private holds(
    rule: number,
    { answer, judges, forbidden }: ReturnType<typeof planCondition>,
    plan: TypePlan,
  ): boolean {
    const tag = this.conditionTags[rule] ?? absent
    if (tag < 0 || this.answerOf(answer, tag) !== 'holds') return false
    return !(
      judges.some((slot) => plan.slots[slot] === 1 && this.faultsOf(slot, tag) !== 0) ||
      forbidden.some((at) => plan.forbidden[at] === 1)
    )
  }

  private answerOf(answer: CompiledCondition['answer'], tag: number) {
    return answer(textAt(this.part.tagValues, tag))
  }

  private codeOf(tag: number): number {
    const plan = this.keyPlans[this.part.tagKeys[tag] ?? 0]
    if (plan === undefined) return noUse
    const { uses } = plan
    if (this.looksAtValues ? this.breaksNaming(tag) : plan.breaksNaming) return severalUses
    if (uses.length === 0) return noUse
    const use = uses[0] ?? 0
    if (uses.length > 1 || (use & 7) !== role.value) return severalUses
    return use | this.faultsOf(use >> 3, tag)
  }

  private faultsOf(slot: number, tag: number): number {
    const { required, optional } = this.rules
    const rule = required[slot] ?? optional[slot - required.length]
    if (rule === undefined) return 0
    return this.seenValues.faults(slot, this.part.tagValues, tag, rule.valueFaults)
  }

  private breaksNaming(tag: number): boolean {
    const plan = this.keyPlans[this.part.tagKeys[tag] ?? 0]
    if (plan === undefined) return false
    if (plan.breaksNaming) return true
    const looks = this.looksAtValues && plan.named
    return looks && namingFault('value', textAt(this.part.tagValues, tag), this.rules.naming) !== null
  }

  private planOfKey(key: string): KeyPlan {
    const known = this.plansByKey.get(key)
    if (known) return known
    const plan = planKey(this.rules, key)
    // A hostile estate may have a key a resource; those are rarely asked for twice.
    if (this.plansByKey.size < 10_000) this.plansByKey.set(key, plan)
    return plan
  }
}

/** A value has at most as many characters as bytes, so a part of short values needs no look at each. */
function mayBreakNaming({ offsets }: Texts, naming: Rules['naming']): boolean {
  if (!naming.allow_special_characters) return true
  for (let at = 1; at < offsets.length; at++) {
    if ((offsets[at] ?? 0) - (offsets[at - 1] ?? 0) > naming.max_value_length) return true
  }
  return false
}
