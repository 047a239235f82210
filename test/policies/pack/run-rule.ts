// Runs a rule over resources as Pulumi would, proxies included, and tells what it would show.

import {
  type PolicyProviderResource,
  type PolicyResource,
  type PolicyResourceOptions,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  unknownCheckingProxy,
} from '@pulumi/policy'
import type { Rule } from '../../../policies/pack/rules.ts'
import { isNotKnown } from '../../../policies/pack/values.ts'

export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

export type Given = {
  readonly type: string
  readonly props: object
  readonly name?: string
  readonly urn?: string
  readonly parent?: string
  readonly provider?: object
  /** By property, names or URNs of what its value comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>
}
export type Shown = { readonly faults: readonly string[]; readonly notKnown: readonly string[] }

const isStackRule = (rule: Rule): rule is StackValidationPolicy => 'validateStack' in rule
const nameOf = ({ name, type }: Given) => name ?? type.split(':').at(-1) ?? ''
const urnOf = (given: Given) => given.urn ?? `urn:pulumi:test::test::${given.type}::${nameOf(given)}`

const opts: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
}
const notApplicable = (): never => {
  throw new Error('no rule says that it does not apply')
}
const none = { stackTags: new Map(), isType: () => false, asType: () => undefined, notApplicable }

export async function run(rule: Rule, given: readonly Given[], config: object = {}): Promise<Shown> {
  const shown = { faults: [] as string[], notKnown: [] as string[] }
  const report = (message: string) => shown.faults.push(message)
  // A rule's configuration is what its schema says; here the test says it.
  const getConfig = <T extends object>() => config as T
  const jobs = isStackRule(rule)
    ? [() => rule.validateStack({ resources: membersOf(given), getConfig, ...none }, report)]
    : given.map((one) => () => validate(rule, { ...argsOf(one), getConfig }, report))
  for (const job of jobs) {
    try {
      await job()
    } catch (error) {
      if (!isNotKnown(error)) throw error
      shown.notKnown.push(error.message)
    }
  }
  return shown
}

async function validate(
  { validateResource }: ResourceValidationPolicy,
  args: ResourceValidationArgs,
  report: (message: string) => void,
): Promise<void> {
  for (const one of [validateResource ?? []].flat()) await one(args, report)
}

const argsOf = (given: Given): Omit<ResourceValidationArgs, 'getConfig'> => ({
  type: given.type,
  name: nameOf(given),
  urn: urnOf(given),
  props: unknownCheckingProxy(given.props),
  opts,
  ...none,
  ...providerOf(given),
})

const providerOf = ({ type, provider }: Given): { provider?: PolicyProviderResource } => {
  if (provider === undefined) return {}
  const of = `pulumi:providers:${type.split(':')[0]}`
  return {
    provider: {
      type: of,
      name: 'given',
      urn: `urn:pulumi:test::test::${of}::given`,
      props: unknownCheckingProxy(provider),
    },
  }
}

function membersOf(given: readonly Given[]): PolicyResource[] {
  const members = given.map((one) => ({ ...argsOf(one), dependencies: [], propertyDependencies: {} }) as PolicyResource)
  const find = (called: string) => members.filter(({ name, urn }) => name === called || urn === called)
  for (const [index, { from = {}, parent }] of given.entries()) {
    const member = members[index]
    if (member === undefined) continue
    for (const [property, names] of Object.entries(from)) member.propertyDependencies[property] = names.flatMap(find)
    const [above] = parent === undefined ? [] : find(parent)
    if (above) member.parent = above
  }
  return members
}
