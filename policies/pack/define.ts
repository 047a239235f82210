// What a rule is made of, and the two kinds of policies that come of it.

import type {
  EnforcementLevel,
  Policy,
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from '@pulumi/policy'
import { compileGlobs, type Matcher } from '../../server/core/glob.ts'
import { type Finding, isNotKnown } from './findings.ts'
import { type Member, Stack } from './stack.ts'
import { type Props, readProps } from './values.ts'

export type About = {
  /** What the rule demands, in small letters and hyphens. */
  readonly name: string
  /** The same as a sentence. */
  readonly says: string
  readonly level: EnforcementLevel
  /** Checks of Checkov that ask the same. */
  readonly checkov: readonly string[]
  /** The types of Pulumi that it looks at. */
  readonly on: readonly string[]
}
type Found = Finding | readonly Finding[]

/** Looks at one resource by itself, before it is made or changed. */
export function resourceRule(
  given: About & { readonly check: (props: Props, type: string) => Found },
): ResourceValidationPolicy {
  const { on, check, ...about } = given
  return {
    ...policyOf(about),
    validateResource: ({ type, urn, props, getConfig }, report) => {
      if (on.includes(type) && !excepted(getConfig())(urn)) tell([check(readProps(props), type)].flat(), report)
    },
  }
}

/** Looks at a resource among all others of its stack, once they are all known. */
export function stackRule(
  given: About & { readonly check: (member: Member, stack: Stack) => Found },
): StackValidationPolicy {
  const { on, check, ...about } = given
  return {
    ...policyOf(about),
    validateStack: ({ resources, getConfig }, report) => {
      if (!resources.some(({ type }) => on.includes(type))) return
      const stack = new Stack(resources)
      const isExcepted = excepted(getConfig())
      const notKnown = stack
        .of(on)
        .filter(({ urn }) => !isExcepted(urn))
        .map((member) => tellFaults([check(member, stack)].flat(), (fault) => report(fault, member.urn)))
        .find((rest) => rest !== undefined)
      if (notKnown) throw notKnown
    },
  }
}

type Config = { readonly except?: readonly string[] }

const excepted = ({ except = [] }: Config): Matcher => compileGlobs(except)

const configSchema: PolicyConfigSchema = {
  properties: {
    except: {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Globs over URNs of resources that need not keep the rule.',
    },
  },
}

const policyOf = ({ name, says, level, checkov }: Omit<About, 'on'>): Policy => ({
  name,
  description: checkov.length > 0 ? `${says} (${checkov.join(', ')})` : says,
  enforcementLevel: level,
  configSchema,
})

/** What a preview cannot tell is Pulumi's to say: it makes a remark of the error, whatever the level. */
export function tell(findings: readonly Finding[], report: ReportViolation): void {
  const notKnown = tellFaults(findings, report)
  if (notKnown) throw notKnown
}

/** Reports a resource once, however much is wrong with it. Returns what is not known where nothing is wrong. */
function tellFaults(findings: readonly Finding[], report: ReportViolation) {
  const faults = findings.filter((finding) => typeof finding === 'string')
  if (faults.length === 0) return findings.find(isNotKnown)
  report(faults.join('; '))
  return undefined
}
