// The policy as service control policies: a resource is not created without its tags, or with wrong ones.

import { compileGlobs } from '../glob.ts'
import type { PolicyDocument, ValueRule } from '../policy-schema.ts'
import { knownTypes } from '../resource-types.ts'
import { isBlank } from '../rules.ts'
import type { Compiled, CompileOptions } from './compiled.ts'
import { type Loss, loss, mergeLosses } from './loss.ts'
import { packBySize } from './pack.ts'
import { type Creation, creations } from './scp-actions.ts'
import { commonLosses, typeFilter, valueRuleLosses, warningLosses } from './shared-losses.ts'

const sizeLimit = 5120
/** One place is taken by AWS's own policy that allows what is not denied. */
const attachLimit = 4

type Operands = { readonly [key: string]: string | readonly string[] }
type Conditions = { readonly [operator: string]: Operands }
/** Without its name, which it gets by its place. */
type Statement = {
  readonly Effect: 'Deny'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition: Conditions
}

export function compileScp(document: PolicyDocument, options: CompileOptions): Compiled {
  const isWanted = typeFilter(document, options)
  const offered = creations.filter(({ type }) => isWanted(type))
  const place = placeConditions(document)
  const denials = [
    ...document.required_tags.filter(isError).flatMap((tag) => denyWrong(tag, true)),
    ...document.optional_tags.filter(isError).flatMap((tag) => denyWrong({ ...tag, required_when: null }, false)),
    ...document.forbidden_tags
      .filter(isError)
      .map((tag) => ({ applies_to: tag.applies_to, conditions: { Null: { [requestTag(tag.name)]: 'false' } } })),
  ]
  const statements = denials.flatMap(({ applies_to, conditions }) =>
    creationGroups(offered, applies_to).map((group) => statementOf(group, mergeConditions(conditions, place))),
  )
  const packs = packBySize(statements, (pack) => print(pack).length <= sizeLimit)
  return {
    files: packs.packed.map((pack, index) => ({
      name: `scp-${index + 1}.json`,
      mediaType: 'application/json',
      text: print(pack),
    })),
    losses: mergeLosses([
      ...standingLosses,
      ...commonLosses(document, 'An SCP').filter(({ path }) => path !== 'scope.accounts' && path !== 'scope.regions'),
      ...warningLosses(document),
      ...ruleLosses(document, isWanted),
      ...(packs.packed.length > attachLimit ? [tooMany(packs.packed.length)] : []),
      ...packs.tooLarge.map(tooLarge),
    ]),
  }
}

const isError = ({ severity }: { readonly severity: string }): boolean => severity === 'error'

/** Named by place, so that two runs write the same; white space counts to the limit, so there is none. */
const print = (statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement, index) => ({ Sid: `Tagwarden${index + 1}`, ...statement })),
  })

const requestTag = (name: string): string => `aws:RequestTag/${name}`

type Denial = { readonly applies_to: ValueRule['applies_to']; readonly conditions: Conditions }

/** One denial a way to be wrong: conditions of one statement are joined by "and". */
function denyWrong(tag: ValueRule, isRequired: boolean): Denial[] {
  const when = demandConditions(tag)
  if (when === null) return []
  const key = requestTag(tag.name)
  const ways: Conditions[] = [
    ...(isRequired ? [{ Null: { [key]: 'true' } }] : []),
    ...(tag.allow_empty ? [] : [{ StringEquals: { [key]: ['', ' '] } }]),
    ...wrongValue(tag, key),
  ]
  return ways.map((way) => ({ applies_to: tag.applies_to, conditions: mergeConditions(way, when) }))
}

function wrongValue(tag: ValueRule, key: string): Conditions[] {
  if (tag.allowed_values === null && tag.allowed_globs === null) return []
  const folds = tag.case_insensitive_values
  // There is no comparison that knows wildcards and no case.
  if (folds && tag.allowed_globs !== null) return []
  const empty = tag.allow_empty ? [''] : []
  const values = [...new Set([...(tag.allowed_values ?? []), ...empty])]
  const isThere = { Null: { [key]: 'false' } }
  if (tag.allowed_globs !== null) {
    return [{ ...isThere, StringNotLike: { [key]: [...values.map(inert), ...tag.allowed_globs.map(inertGlob)] } }]
  }
  return [
    { ...isThere, [folds ? 'StringNotEqualsIgnoreCase' : 'StringNotEquals']: { [key]: values.map(inertVariable) } },
  ]
}

// `${…}` is a variable everywhere in a policy; `*` and `?` are wildcards where wildcards are compared.
const inertVariable = (text: string): string => text.replaceAll(/\$\{/g, () => `${escaped('$')}{`)
const inertGlob = (glob: string): string => inertVariable(glob).replaceAll('?', escaped('?'))
const inert = (text: string): string => inertGlob(text).replaceAll('*', escaped('*'))
const escaped = (sign: string): string => `\${${sign}}`

/** `null`: the demand cannot be said, so nothing is denied. */
function demandConditions({ required_when: when }: ValueRule): Conditions | null {
  if (when === null) return {}
  if (when.matches !== undefined) return null
  const values = (when.in ?? [when.equals ?? '']).filter((value) => !isBlank(value))
  return values.length === 0 ? null : { StringEquals: { [requestTag(when.tag)]: values.map(inertVariable) } }
}

function placeConditions({ scope }: PolicyDocument): Conditions {
  const place = (key: string, globs: readonly string[] | null): Operands =>
    globs === null || globs.includes('*') ? {} : { [key]: globs }
  const operands = {
    ...place('aws:RequestedRegion', scope.regions),
    ...place('aws:PrincipalAccount', scope.accounts),
  }
  return Object.keys(operands).length === 0 ? {} : { StringLike: operands }
}

function mergeConditions(left: Conditions, right: Conditions): Conditions {
  const operators = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return Object.fromEntries(operators.map((operator) => [operator, { ...right[operator], ...left[operator] }]))
}

/**
 * Types that may share a statement: never two of one service, and never any resource beside a certain one. Every action
 * of a statement is judged by every one of its resources, and `RunInstances` for one would be asked for the tags of the image that it only reads.
 */
function creationGroups(offered: readonly Creation[], appliesTo: ValueRule['applies_to']): Creation[][] {
  const matches = appliesTo === null ? () => true : compileGlobs(appliesTo)
  const groups: Creation[][] = []
  for (const creation of offered.filter(({ type }) => matches(type))) {
    const free = groups.find((group) => group.every((other) => mayShare(other, creation)))
    if (free === undefined) groups.push([creation])
    else free.push(creation)
  }
  return groups
}

const mayShare = (left: Creation, right: Creation): boolean =>
  serviceOf(left) !== serviceOf(right) && (left.resource === '*') === (right.resource === '*')

const serviceOf = ({ type }: Creation): string => type.split(':', 1)[0] ?? ''

function statementOf(group: readonly Creation[], conditions: Conditions): Statement {
  return {
    Effect: 'Deny',
    Action: group.flatMap(({ actions }) => actions),
    Resource: [...new Set(group.map(({ resource }) => resource))],
    Condition: conditions,
  }
}

const standingLosses: readonly Loss[] = [
  loss([], 'time', 'an SCP is asked when a resource is created: what exists, and tags changed later, it does not see'),
  loss([], 'near_miss', 'AWS does not tell capitals from small letters in the key of a condition'),
]

function ruleLosses(document: PolicyDocument, isWanted: (type: string) => boolean): Loss[] {
  const created = new Set(creations.map(({ type }) => type))
  return (['required_tags', 'optional_tags', 'forbidden_tags'] as const).flatMap((list) =>
    document[list].flatMap((tag, index) => {
      const matches = tag.applies_to === null ? () => true : compileGlobs(tag.applies_to)
      const exact = (tag.applies_to ?? []).filter((type) => !type.includes('*'))
      const types = [...new Set([...exact, ...knownTypes.filter(matches)])].filter(
        (type) => isWanted(type) && !created.has(type),
      )
      return [
        ...(types.length === 0
          ? []
          : [loss([list, index, 'applies_to'], 'type', 'no call that creates these is known to take tags', { types })]),
        ...('required_when' in tag ? valueLosses(tag, list, index) : []),
      ]
    }),
  )
}

function valueLosses(tag: ValueRule, list: string, index: number): Loss[] {
  const at = (field: string) => [list, index, field]
  const folds = tag.case_insensitive_values
  const common = valueRuleLosses(tag, list, index, 'An SCP').filter(({ rule }) => rule !== 'case_folding')
  return [
    ...common,
    ...(folds && tag.allowed_globs !== null
      ? [loss(at('allowed_globs'), 'glob', 'an SCP has no globs without case; any value passes')]
      : []),
    ...(list === 'required_tags' && tag.required_when?.matches !== undefined
      ? [loss(at('required_when'), 'condition', 'an SCP has no patterns; the tag is never demanded')]
      : []),
    ...(tag.allow_empty ? [] : [blankLoss(at('allow_empty'))]),
  ]
}

const blankLoss = (path: (string | number)[]): Loss =>
  loss(path, 'empty_value', 'of values that are only white space an SCP refuses none but one blank')

const tooMany = (count: number): Loss =>
  loss([], 'size', `${count} SCPs are more than the ${attachLimit} that one place still takes; compile fewer types`)

const tooLarge = ({ Condition }: Statement): Loss => {
  const tags = [...new Set(Object.values(Condition).flatMap((operands) => Object.keys(operands)))].join(', ')
  return loss([], 'size', `a denial about ${tags} alone is over ${sizeLimit} characters, so it is left out`)
}
