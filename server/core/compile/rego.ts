// The policy for Open Policy Agent: a table of our rules, and the program that judges by it.

import type { Condition, PolicyDocument, ValueRule } from '../policy-schema.ts'
import { compileRules, type Rule } from '../rules.ts'
import { parseTimestamp } from '../timestamp.ts'
import type { Compiled } from './compiled.ts'
import { type Loss, loss } from './loss.ts'
import { anchored, blankPattern, foldedPattern, foldsExactly, globPattern } from './pattern-text.ts'
import { regoProgram } from './rego-program.ts'
import { ruleLists } from './shared-losses.ts'

const header = `# What Tagwarden says of a resource: data.tagwarden.verdict and data.tagwarden.violations.
# opa eval --data tagwarden.rego --input resource.json data.tagwarden.verdict
package tagwarden

import rego.v1
`

export function compileRego(document: PolicyDocument): Compiled {
  // As `opa fmt` has it: tabs, and a comma behind the last item too.
  const table = JSON.stringify(regoTable(document), null, '\t').replaceAll(/(?<![[{])\n(\t*)([\]}])/g, ',\n$1$2')
  const text = `${header}\ntable := ${table}\n${regoProgram}`
  return { files: [{ name: 'tagwarden.rego', mediaType: 'text/plain', text }], losses: regoLosses(document) }
}

function regoTable(document: PolicyDocument) {
  const rules = compileRules({ document, hash: '' })
  const { scope, tag_naming_rules: naming } = document
  return {
    blank: anchored(blankPattern('re2'), 're2'),
    case_sensitivity: naming.case_sensitivity,
    naming: {
      allow_special_characters: naming.allow_special_characters,
      max_key_length: naming.max_key_length,
      max_value_length: naming.max_value_length,
    },
    grace_ns: document.grace_period_hours * 3_600_000_000_000,
    scope: {
      accounts: placeTable(scope.accounts),
      regions: placeTable(scope.regions),
      types: globTable(scope.types),
      exclude: globTable(scope.exclude ?? []),
    },
    exemptions: document.exemptions.map(({ id, resources, tags, expires_at }) => ({
      id,
      resources: globTable(resources),
      tags,
      expires_ms: parseTimestamp(expires_at) ?? Date.parse(expires_at),
    })),
    required: document.required_tags.map((tag, index) => ruleTable(tag, rules.required[index])),
    optional: document.optional_tags.map((tag, index) =>
      ruleTable({ ...tag, required_when: null }, rules.optional[index]),
    ),
    forbidden: document.forbidden_tags.map(({ name, severity, applies_to }) => ({
      name,
      severity,
      types: globTable(applies_to),
    })),
  }
}

function ruleTable(tag: ValueRule, rule: Rule | undefined) {
  const folds = tag.case_insensitive_values
  const values = tag.allowed_values ?? []
  const patterns = [
    ...(folds ? values.map((value) => foldedPattern(value, 're2')) : []),
    ...(tag.allowed_globs ?? []).map((glob) => globPattern(glob, 're2', folds)),
  ]
  return {
    name: tag.name,
    lower: rule?.ownForm.lower,
    loose: rule?.ownForm.loose,
    severity: tag.severity,
    types: globTable(tag.applies_to),
    allow_empty: tag.allow_empty,
    any: tag.allowed_values === null && tag.allowed_globs === null,
    values: folds ? [] : values,
    patterns: patterns.map((pattern) => anchored(pattern, 're2')),
    format: tag.validation_regex === null ? null : formatPattern(tag.validation_regex, tag.regex_mode),
    condition: tag.required_when && conditionTable(tag.required_when),
    aliases: rule?.aliases ?? [],
  }
}

function conditionTable({ tag, in: values, equals, matches }: Condition) {
  return {
    tag,
    values: values ?? (equals === undefined ? [] : [equals]),
    pattern: matches === undefined ? null : formatPattern(matches, 'full'),
  }
}

function formatPattern(source: string, mode: ValueRule['regex_mode']): string {
  return mode === 'search' ? source : anchored(closeQuote(source), 're2')
}

/** A pattern may leave `\Q` open to its end; what is put behind it would be quoted too. */
function closeQuote(source: string): string {
  const isOpen = [...source.matchAll(/\\([\s\S])/g)].reduce(
    (open, [, escaped]) => (open ? escaped !== 'E' : escaped === 'Q'),
    false,
  )
  return isOpen ? `${source}\\E` : source
}

const globTable = (globs: readonly string[] | null) =>
  globs === null ? null : globs.map((glob) => anchored(globPattern(glob, 're2'), 're2'))

const placeTable = (globs: readonly string[] | null) =>
  globs && { all: globs.includes('*'), patterns: globTable(globs) }

function regoLosses(document: PolicyDocument): Loss[] {
  return [
    loss(
      [],
      'detail',
      'violations do not say what was expected, probably meant, or wrong with a name; equal ones are told once',
      {
        effect: 'detail',
      },
    ),
    ...ruleLists.flatMap((list) =>
      document[list].flatMap((tag, index) => [
        ...('weight' in tag && tag.weight !== 1
          ? [
              loss([list, index, 'weight'], 'detail', 'nothing is ranked, so weights count for nothing', {
                effect: 'detail',
              }),
            ]
          : []),
        ...('case_insensitive_values' in tag && !foldsAll(tag)
          ? [
              loss(
                [list, index, 'case_insensitive_values'],
                'case_folding',
                'the case of letters beyond ASCII is compared differently',
              ),
            ]
          : []),
        ...(list === 'required_tags' && /[σςΣ]/.test(tag.name)
          ? [loss([list, index, 'name'], 'near_miss', 'respellings of a key with a sigma may be found or missed')]
          : []),
      ]),
    ),
  ]
}

function foldsAll({ case_insensitive_values, allowed_values, allowed_globs }: ValueRule): boolean {
  return !case_insensitive_values || [...(allowed_values ?? []), ...(allowed_globs ?? [])].every(foldsExactly)
}
