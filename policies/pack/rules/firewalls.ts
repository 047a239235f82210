import { resourceRule, stackRule } from '../define.ts'
import { mustHold } from '../findings.ts'
import { at, isGiven, listOf, type Value } from '../values.ts'

const on = ['aws:wafv2/webAcl:WebAcl']

/** Known bad inputs, in force and not only counted. */
const stopsKnownBad = (rule: Value) =>
  at(rule, 'statement', 'managedRuleGroupStatement', 'name') === 'AWSManagedRulesKnownBadInputsRuleSet' &&
  !isGiven(at(rule, 'overrideAction', 'count'))

export const firewallRules = [
  resourceRule({
    name: 'firewall-stops-log4j',
    says: 'A web application firewall stops known bad input, such as that of Log4j.',
    level: 'mandatory',
    checkov: ['CKV_AWS_192'],
    on,
    check: ({ rules }) =>
      mustHold(
        rules,
        (given) => listOf(given).some(stopsKnownBad),
        'AWSManagedRulesKnownBadInputsRuleSet is not among its rules',
      ),
  }),
  stackRule({
    name: 'firewall-writes-logs',
    says: 'A web application firewall writes logs.',
    level: 'mandatory',
    checkov: ['CKV2_AWS_31'],
    on,
    check: (firewall, stack) =>
      stack.pointingAt(firewall, ['aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration'], 'resourceArn')
        .length > 0
        ? null
        : 'no wafv2.WebAclLoggingConfiguration names it',
  }),
]
