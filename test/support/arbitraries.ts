// Random policies and resources from one small vocabulary, so that they nearly fit each other most of the time.

import fc from 'fast-check'
import type { Resource, Tags } from '../../server/core/resource.ts'
import { day, hour, isoAt, now } from './builders.ts'

/** The moment around which resources were created and exemptions end. */
export const judgedAt = now

type File = { readonly [field: string]: unknown }

const names = ['Environment', 'Owner', 'CostCenter', 'Project', 'data-class', '__proto__', 'constructor']
const respellings = [
  'environment',
  'ENVIRONMENT',
  'owner',
  'cost-center',
  'Cost_Center',
  'cost center',
  'dataclass',
  '__PROTO__',
]
const aliases = ['env', 'Env', 'boss', 'cc', 'proto', 'toString', 'owner', 'x-env', 'description']
const forbidden = ['temp', 'delete me', '__proto__', 'env', 'hasOwnProperty']
const provider = ['aws:owner', 'aws:cloudformation:stack-name', 'AWS:Owner']
const oddKeys = ['', '😀', '😀'.repeat(70), 'k'.repeat(128), 'k'.repeat(129), 'clé', 'a#b']
// What fits comes more often, so that rules have something to judge.
const commonKeys = Array.from({ length: 5 }, () => names).flat()
const keys = [...commonKeys, ...respellings, ...aliases, ...aliases, ...forbidden, ...provider, ...oddKeys]

const words = ['production', 'staging', 'development', 'test', 'apollo', 'team-a', 'cc-1234', '__proto__', 'Straße']
const nearWords = [
  'Production',
  ' staging',
  'prod',
  'dev',
  'prodution',
  'stagign',
  'TEAM-A',
  'team-',
  'cc-12345',
  'test\n',
]
const blanks = ['', ' ', '\t\n', '\u00a0']
const oddValues = ['😀', '😀'.repeat(200), 'v'.repeat(256), 'v'.repeat(257), 'a#b', '٣', 'STRASSE', 'constructor']
const values = [...words, ...words, ...nearWords, ...nearWords, ...blanks, ...oddValues]

const types = ['ec2:instance', 'ec2:volume', 'rds:db', 's3:bucket', 'acme:rocket']
const typePatterns = [...types, 'ec2:*', 'rds:*', '*']
const accounts = ['111122223333', '444455556666', '']
const regions = ['eu-west-1', 'us-east-1', '']

const some = <T>(pool: readonly T[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
/** A field may be there, or be `null`, or be absent. */
const orNothing = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary }, fc.constantFrom(null, undefined))

const severity = maybe(fc.constantFrom('error', 'warning'))
const appliesTo = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(null, undefined, []) }, some(typePatterns))
const globs = orNothing(some(['sandbox-*', 'TEAM-*', '*-1234', 'p*n', '*', '']))

/** Every word passes the patterns beside it: an allowed value may not fail its own rule. */
const format = fc.oneof(
  fc.record({ allowed_values: orNothing(some([...words, 'Production', '', 'Test'], 4)) }),
  fc.record({ validation_regex: fc.constantFrom('[a-z]+', 'prod|production', '(a+)+$', '\\d', '.', '') }),
  fc.record({
    allowed_values: orNothing(some(['production', 'staging', 'test'])),
    validation_regex: fc.constantFrom('[a-z]+', '^[a-z]{4,}$', '.*', '(?i)[A-Z]+'),
    regex_mode: maybe(fc.constant('full')),
  }),
  fc.record({
    allowed_values: orNothing(some(['production', 'cc-1234', 'team-a'])),
    validation_regex: fc.constantFrom('[a-z]', '^[a-z]', 'd|a|c', 'n$|4$|a$'),
    regex_mode: fc.constant('search'),
  }),
)

const form = fc.oneof(
  fc.record({ in: some(values) }),
  fc.record({ equals: fc.constantFrom(...values) }),
  fc.record({ matches: fc.constantFrom('prod|production', '.*', '[a-z]+', '\\s*') }),
)

/** A condition looks only at names that come earlier, so that none waits for itself. */
function conditionFor(name: string): fc.Arbitrary<File | null | undefined> {
  const earlier = [...names.slice(0, names.indexOf(name)), 'env', 'Stage']
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(null, undefined) },
    fc.tuple(fc.constantFrom(...earlier), form).map(([tag, one]) => ({ tag, ...one })),
  )
}

function valueRule(name: string): fc.Arbitrary<File> {
  const rest = fc.record({
    description: orNothing(fc.constant('What it is for')),
    allowed_globs: globs,
    severity,
    allow_empty: maybe(fc.boolean()),
    case_insensitive_values: maybe(fc.boolean()),
    required_when: conditionFor(name),
    weight: maybe(fc.constantFrom(0, 1, 2.5)),
  })
  return fc.tuple(format, rest).map(([one, two]) => ({ name, ...one, ...two }))
}

/** One rule for some types, or two rules of one name for types that do not overlap. */
function rulesOf(name: string, rule: (name: string) => fc.Arbitrary<File>): fc.Arbitrary<File[]> {
  const one = fc.tuple(rule(name), appliesTo).map(([fields, applies_to]) => [{ ...fields, applies_to }])
  const two = fc.tuple(rule(name), rule(name)).map(([left, right]) => [
    { ...left, applies_to: ['ec2:*'] },
    { ...right, applies_to: ['rds:db', 's3:bucket'] },
  ])
  return fc.oneof({ weight: 4, arbitrary: one }, two)
}

const rulesFor = (pool: readonly string[], rule: (name: string) => fc.Arbitrary<File>, maxLength: number) =>
  fc
    .uniqueArray(fc.constantFrom(...pool), { maxLength })
    .chain((chosen) => fc.tuple(...chosen.map((name) => rulesOf(name, rule))))
    .map((lists) => lists.flat())

const forbiddenRule = (name: string): fc.Arbitrary<File> =>
  fc.record({ name: fc.constant(name), reason: orNothing(fc.constant('Nothing is.')), severity })

const exemption = fc.record({
  id: orNothing(fc.constantFrom('EX-1', 'EX-2')),
  resources: some(['*', 'arn:aws:ec2:*', '*1', '*2', '*:eu-west-1:*', 'arn:aws:s3:::b-1']),
  tags: fc.oneof(fc.constantFrom(null, undefined, []), some([...names, 'temp', 'owner'])),
  reason: fc.constant('migrating'),
  approved_by: orNothing(fc.constant('cto')),
  expires_at: fc.constantFrom(
    ...[-day, -hour, -1, 0, 1, hour, 30 * day].map((offset) => isoAt(judgedAt + offset)),
    '2026-06-01',
    '2099-12-31T23:59+01:00',
  ),
})

const namingRules = fc.record({
  case_sensitivity: maybe(fc.boolean()),
  allow_special_characters: maybe(fc.boolean()),
  max_key_length: maybe(fc.constantFrom(1, 5, 11, 128, 300)),
  max_value_length: maybe(fc.constantFrom(0, 10, 200, 256)),
})

const scopeList = (pool: readonly string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(null, undefined, []) }, some(pool))

const scope = fc.record({
  accounts: scopeList(['*', '1*', '444455556666']),
  regions: scopeList(['*', 'eu-*', 'us-east-1']),
  types: scopeList(['*', 'ec2:*', '*:db', 's3:bucket']),
  exclude: scopeList(['*2', 'arn:aws:rds:*', '*:us-east-1:*']),
})

/** The JSON of a policy that loads; every field of the format occurs. A forbidden name is never a required one. */
export function arbitraryPolicyFile(): fc.Arbitrary<File> {
  const file = fc.record({
    version: fc.constantFrom('1.0', '2'),
    last_updated: orNothing(fc.constant('2026-01-09T09:36:02Z')),
    required_tags: rulesFor(names, valueRule, 4),
    optional_tags: maybe(rulesFor(names, valueRule, 2)),
    forbidden_tags: maybe(rulesFor(forbidden, forbiddenRule, 2)),
    aliases: maybe(fc.dictionary(fc.constantFrom(...aliases, '__proto__'), fc.constantFrom(...names), { maxKeys: 4 })),
    tag_naming_rules: maybe(namingRules),
    exemptions: maybe(fc.array(exemption, { maxLength: 3 })),
    grace_period_hours: maybe(fc.constantFrom(0, 0.5, 24)),
    scope: maybe(scope),
    $schema: maybe(fc.constant('./policy.schema.json')),
    'x-note': maybe(fc.constant({ anything: 'goes' })),
  })
  return file.map(withoutClash).map((fields) => JSON.parse(JSON.stringify(fields)))
}

function withoutClash(file: { required_tags: File[]; forbidden_tags: File[] | undefined } & File): File {
  const required = new Set(file.required_tags.map(({ name }) => name))
  return { ...file, forbidden_tags: file.forbidden_tags?.filter(({ name }) => !required.has(name)) }
}

function arbitraryTags(): fc.Arbitrary<Tags> {
  return fc
    .array(fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...values)), { maxLength: 10 })
    .map((pairs) => Object.fromEntries(pairs))
}

/** Ids repeat now and then; only an inventory minds. */
export function arbitraryResource(): fc.Arbitrary<Resource> {
  const place = fc.record({
    type: fc.constantFrom(...types),
    account: fc.constantFrom(...accounts),
    region: fc.constantFrom(...regions),
    serial: fc.integer({ min: 1, max: 99 }),
  })
  const ages = [0, 1, hour / 2 - 1, hour / 2, day - 1, day, day + 1, 90 * day, -day]
  const facts = fc.record(
    {
      tags: fc.oneof({ weight: 9, arbitrary: arbitraryTags() }, fc.constant(null)),
      createdAt: fc.constantFrom(...ages.map((age) => isoAt(judgedAt - age)), '2026-05-31'),
      name: fc.constantFrom('web', '😀'),
      state: fc.constantFrom('running', 'stopped'),
      managed: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
      monthlyCost: fc.constantFrom(0, 0.1, 12.5, 1e6),
      sources: fc.constantFrom([], ['config', 'tagging']),
    },
    { requiredKeys: ['tags'] },
  )
  return fc.tuple(place, facts).map(([{ serial, ...where }, rest]) => ({ id: idOf(where, serial), ...where, ...rest }))
}

function idOf({ type, account, region }: { type: string; account: string; region: string }, serial: number): string {
  if (type === 's3:bucket') return `arn:aws:s3:::b-${serial}`
  const [service, kind] = type.split(':')
  return `arn:aws:${service}:${region}:${account}:${kind}/${serial}`
}
