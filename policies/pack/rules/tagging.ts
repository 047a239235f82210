import type { PolicyConfigSchema, ResourceValidationPolicy } from '@pulumi/policy'
import type { Rules } from '../../../server/core/rules.ts'
import { tell } from '../define.ts'
import { judgeTags } from '../tagging/judge.ts'
import { readRules } from '../tagging/policy-file.ts'
import { packages, subjectsOf } from '../tagging/subject.ts'
import { at, type Props, readProps } from '../values.ts'

export type TaggingConfig = {
  readonly policyFile?: string
  readonly packages?: readonly string[]
  readonly account?: string
}

/** Labels of the other two are too narrow for most policies: no capitals, or no `@`. */
const usual = ['aws', 'docker']

const configSchema: PolicyConfigSchema = {
  properties: {
    policyFile: {
      type: 'string',
      default: '',
      description: 'A tagging policy as docs/policy.md has it. Empty: policies/tagging_policy.json of Tagwarden.',
    },
    packages: {
      type: 'array',
      items: { type: 'string', enum: [...packages] },
      default: usual,
      description: 'Packages of Pulumi whose resources are judged.',
    },
    account: {
      type: 'string',
      default: '',
      description: 'Account, for a policy whose scope names accounts. Empty: the policy holds whatever it names.',
    },
  },
}

/** `now` decides which exemptions are in force. */
export function taggingRule(now: () => number): ResourceValidationPolicy {
  const read = new Map<string, Rules>()
  const rulesOf = (path: string) => {
    const rules = read.get(path) ?? readRules(path, now())
    read.set(path, rules)
    return rules
  }
  return {
    name: 'tags-follow-policy',
    description: 'Tags are as the tagging policy wants them.',
    enforcementLevel: 'mandatory',
    configSchema,
    validateResource: ({ type, urn, props, provider, getConfig }, report) => {
      const { policyFile = '', packages: judged = usual, account = '' } = getConfig<TaggingConfig>()
      const [inputs, settings] = [readProps(props), provider ? readProps(provider.props) : {}]
      const place = { account, region: regionOf(inputs, settings) }
      const subjects = subjectsOf(type, inputs, settings, judged)
      tell(
        subjects.flatMap((subject) => judgeTags(rulesOf(policyFile), urn, subject, place, now())),
        report,
      )
    },
  }
}

/** A resource may name its own. What is not known yet is none. */
function regionOf(props: Props, provider: Props): string {
  const region = at(props, 'region') ?? at(provider, 'region')
  return typeof region === 'string' ? region : ''
}
