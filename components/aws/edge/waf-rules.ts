// What the web application firewall looks for, in the order in which it looks.

import type { types } from '@pulumi/aws'

type Rule = types.input.wafv2.WebAclRule
type Managed = { readonly name: string; readonly countOnly?: boolean; readonly counted?: readonly string[] }

const seen = (metricName: string) => ({ cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName })

function managed(priority: number, { name, countOnly = false, counted = [] }: Managed): Rule {
  return {
    name,
    priority,
    overrideAction: countOnly ? { count: {} } : { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: seen(name),
  }
}

const pathIs = (positionalConstraint: 'EXACTLY' | 'STARTS_WITH', searchString: string) => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint,
    searchString,
    textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
  },
})

/** The managed rule refuses bodies over 8 KB; on MCP and the API the server knows better how much is too much. */
const largeBody: Rule = {
  name: 'LargeBodyElsewhere',
  priority: 50,
  action: { block: {} },
  statement: {
    andStatement: {
      statements: [
        {
          labelMatchStatement: { scope: 'LABEL', key: 'awswaf:managed:aws:core-rule-set:SizeRestrictions_Body' },
        },
        {
          notStatement: {
            statement: { orStatement: { statements: [pathIs('EXACTLY', '/mcp'), pathIs('STARTS_WITH', '/api/')] } },
          },
        },
      ],
    },
  },
  visibilityConfig: seen('LargeBodyElsewhere'),
}

/** `limit`: requests of one address in five minutes. */
function rate(priority: number, name: string, limit: number, where: object = {}): Rule {
  return {
    name,
    priority,
    action: { block: {} },
    statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: 300, ...where } },
    visibilityConfig: seen(name),
  }
}

const login = {
  scopeDownStatement: {
    orStatement: { statements: [pathIs('STARTS_WITH', '/oauth'), pathIs('STARTS_WITH', '/auth')] },
  },
}

export const wafRules: Rule[] = [
  managed(10, { name: 'AWSManagedRulesAmazonIpReputationList' }),
  managed(20, { name: 'AWSManagedRulesAnonymousIpList', countOnly: true }),
  managed(30, { name: 'AWSManagedRulesKnownBadInputsRuleSet' }),
  managed(40, { name: 'AWSManagedRulesCommonRuleSet', counted: ['SizeRestrictions_BODY'] }),
  largeBody,
  rate(60, 'RateOfLogins', 100, login),
  rate(70, 'RateOfOneAddress', 5_000),
]
