// What is wrong with a resource of one type, as filters of Cloud Custodian: the same order of questions as `evaluate`.

import { hasOwnError } from '../evaluate.ts'
import type { Condition, PolicyDocument, ValueRule } from '../policy-schema.ts'
import { isBlank, type Rule, type Rules } from '../rules.ts'
import { all, any, type Filter, isAbsent, isOneOf, isPresent, isSpelledLike, not, tagMatches } from './filter.ts'
import { type Loss, loss } from './loss.ts'
import { anchored, blankPattern, foldedPattern, foldsExactly, globPattern } from './pattern-text.ts'
import { toPythonPattern } from './python-pattern.ts'

export type RuleList = 'required_tags' | 'optional_tags'

/** A rule of the document, the same rule compiled, and where it stands. */
export type PlacedRule = {
  readonly list: RuleList
  readonly index: number
  readonly written: ValueRule
  readonly rule: Rule
}

export type Translation = { readonly rules: Rules; readonly document: PolicyDocument; readonly type: string }

export function placedRules({ rules, document, type }: Translation, list: RuleList): PlacedRule[] {
  const compiled = list === 'required_tags' ? rules.required : rules.optional
  return document[list].flatMap((written, index) => {
    const rule = compiled[index]
    return rule?.appliesTo(type) ? [{ list, index, written, rule }] : []
  })
}

export const isBlankTag = (tag: string): Filter => tagMatches(tag, anchored(blankPattern('python'), 'python'))

/** For a tag that is there; what cannot be said is not checked, see `valueLosses`. */
export function valueFault({ written }: PlacedRule): Filter {
  const { name: tag } = written
  const wrong = any(not(isAllowed(written)), not(isFormatted(written)))
  if (written.allow_empty) return all(not(isBlankTag(tag)), wrong)
  return any(!listsRefuseBlank(written) && isBlankTag(tag), wrong)
}

function listsRefuseBlank({ allowed_values, allowed_globs }: ValueRule): boolean {
  if (allowed_values === null && allowed_globs === null) return false
  const texts = [...(allowed_values ?? []), ...(allowed_globs ?? []).map((glob) => glob.replaceAll('*', ''))]
  return !texts.some(isBlank)
}

function isAllowed({ name, allowed_values, allowed_globs, case_insensitive_values: folds }: ValueRule): Filter {
  if (allowed_values === null && allowed_globs === null) return true
  const values = allowed_values ?? []
  const patterns = [
    ...(folds ? values.map((value) => foldedPattern(value, 'python')) : []),
    ...(allowed_globs ?? []).map((glob) => globPattern(glob, 'python', folds)),
  ]
  return any(
    folds ? false : isOneOf(name, values),
    patterns.length > 0 && tagMatches(name, anchored(patterns.join('|'), 'python')),
  )
}

function isFormatted({ name, validation_regex, regex_mode }: ValueRule): Filter {
  const pattern = validation_regex === null ? null : toPythonPattern(validation_regex, regex_mode)
  return pattern === null || tagMatches(name, pattern)
}

export function valueLosses({ list, index, written }: PlacedRule, type: string): Loss[] {
  const { validation_regex, regex_mode } = written
  const folded = written.case_insensitive_values
    ? [...(written.allowed_values ?? []), ...(written.allowed_globs ?? [])]
    : []
  const extent = { types: [type] }
  return [
    ...(validation_regex !== null && toPythonPattern(validation_regex, regex_mode) === null
      ? [loss([list, index, 'validation_regex'], 'format', `${patternReason}; the format is not checked`, extent)]
      : []),
    ...(folded.every(foldsExactly)
      ? []
      : [
          loss(
            [list, index, 'case_insensitive_values'],
            'case_folding',
            'the case of letters beyond ASCII is compared differently',
            extent,
          ),
        ]),
  ]
}

const patternReason = 'Custodian matches with Python, which has no equal for a part of this pattern'

/** The tag is demanded of a resource with these tags. */
export function isDemanded(translation: Translation, { written }: PlacedRule): Filter {
  const condition = written.required_when
  if (condition === null) return true
  const values = condition.in ?? (condition.equals === undefined ? null : [condition.equals])
  if (values === null) return conditionMatches(translation, condition)
  return isOneOf(
    condition.tag,
    values.filter((value) => decides(translation, condition.tag, value)),
  )
}

/** Known now: what a value means for a condition does not depend on the resource. */
function decides({ rules, type }: Translation, tag: string, value: string): boolean {
  return !isBlank(value) && !hasOwnError(rules, tag, type, value)
}

function conditionMatches(translation: Translation, { tag, matches }: Condition): Filter {
  const pattern = matches === undefined ? null : toPythonPattern(matches, 'full')
  if (pattern === null || isForbidden(translation, tag)) return false
  const judges = [
    ...placedRules(translation, 'required_tags').filter(({ rule }) => rule.condition === null),
    ...placedRules(translation, 'optional_tags'),
  ].filter(({ rule }) => rule.name === tag && rule.severity === 'error')
  return all(
    isPresent(tag),
    not(isBlankTag(tag)),
    tagMatches(tag, pattern),
    ...judges.map((one) => not(valueFault(one))),
  )
}

function isForbidden({ rules, type }: Translation, tag: string): boolean {
  return rules.forbidden.some((rule) => rule.name === tag && rule.severity === 'error' && rule.appliesTo(type))
}

export function conditionLosses({ list, index, written }: PlacedRule, type: string): Loss[] {
  const matches = written.required_when?.matches
  if (matches === undefined || toPythonPattern(matches, 'full') !== null) return []
  const path = [list, index, 'required_when', 'matches']
  return [loss(path, 'condition', `${patternReason}; the tag is never demanded`, { types: [type] })]
}

/** Missing or wrong. A mere respelling of the key counts only where the policy says that case matters. */
export function requiredFault({ document }: Translation, placed: PlacedRule): Filter {
  const { name: tag } = placed.written
  if (document.tag_naming_rules.case_sensitivity) return any(isAbsent(tag), valueFault(placed))
  const { aliases, ownForm } = placed.rule
  const missing = all(isAbsent(tag), any(...aliases.map(isPresent), not(isSpelledLike(ownForm.loose))))
  return any(missing, all(isPresent(tag), valueFault(placed)))
}

export function absenceLosses({ document }: Translation, { list, index, rule }: PlacedRule, type: string): Loss[] {
  if (document.tag_naming_rules.case_sensitivity || !rule.ownForm.loose.startsWith('aws:')) return []
  const reason = "Custodian also takes the provider's own keys for a respelling of this one"
  return [loss([list, index, 'name'], 'near_miss', reason, { types: [type] })]
}

/** Neither there, nor under an alias or another spelling: nothing says what the value should be. */
export function isMissingAltogether({ rule }: PlacedRule): Filter {
  return all(isAbsent(rule.name), ...rule.aliases.map(isAbsent), not(isSpelledLike(rule.ownForm.loose)))
}
