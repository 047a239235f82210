import { expect, test } from 'vitest'
import { idleTimeoutS } from '../../../components/aws/edge/balancer.ts'
import { openPaths } from '../../../components/aws/edge/edge.ts'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { inputsOf, one } from '../recorder/find.ts'
import type { Expected } from './expected.ts'

const name = 'tagwarden-balancer-0a1b2c3.eu-west-1.elb.amazonaws.com'

export function edgeRows(up: () => Graph, wanted: Expected): void {
  const listener = (role: string) => one(up(), 'aws:lb/listener:Listener', role)
  const rule = () => one(up(), 'aws:lb/listenerRule:ListenerRule')

  test('[N16] [G2] a firewall stands before the balancer, and logs without the callers’ secrets', () => {
    const { rules, scope } = one(up(), 'aws:wafv2/webAcl:WebAcl')
    expect(scope).toBe('REGIONAL')
    const byName = Object.fromEntries(rules.map((each: { name: string }) => [each.name, each]))
    for (const group of ['AmazonIpReputationList', 'KnownBadInputsRuleSet', 'CommonRuleSet'])
      expect(byName[`AWSManagedRules${group}`].overrideAction).toEqual({ none: {} })
    expect(byName.AWSManagedRulesAnonymousIpList.overrideAction).toEqual({ count: {} })
    expect(byName.AWSManagedRulesCommonRuleSet.statement.managedRuleGroupStatement.ruleActionOverrides).toEqual([
      { name: 'SizeRestrictions_BODY', actionToUse: { count: {} } },
    ])
    const large = JSON.stringify(byName.LargeBodyElsewhere)
    for (const word of ['SizeRestrictions_Body', 'notStatement', '/mcp', '/api/', '"block"'])
      expect(large).toContain(word)
    expect(byName.LargeBodyElsewhere.priority).toBeGreaterThan(byName.AWSManagedRulesCommonRuleSet.priority)
    expect(JSON.stringify(byName.RateOfLogins)).toMatch(/\/oauth.*\/auth/)
    expect(byName.RateOfOneAddress.statement.rateBasedStatement.aggregateKeyType).toBe('IP')
    expect(one(up(), 'aws:wafv2/webAclAssociation:WebAclAssociation').resourceArn).toContain('loadbalancer/app/')
    const { redactedFields, logDestinationConfigs } = one(
      up(),
      'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration',
    )
    expect(redactedFields).toEqual([{ singleHeader: { name: 'authorization' } }, { singleHeader: { name: 'cookie' } }])
    expect(logDestinationConfigs[0]).toContain('log-group:aws-waf-logs-')
  })
  test('[chk B1] [E3] the balancer drops bad headers, logs, and in prod cannot be deleted in passing', () => {
    expect(one(up(), 'aws:lb/loadBalancer:LoadBalancer')).toMatchObject({
      dropInvalidHeaderFields: true,
      desyncMitigationMode: 'defensive',
      xffHeaderProcessingMode: 'append',
      enableHttp2: true,
      enableDeletionProtection: wanted.isProtected,
      accessLogs: { enabled: true },
      connectionLogs: { enabled: true },
      idleTimeout: idleTimeoutS,
    })
    expect(one(up(), 'aws:lb/loadBalancer:LoadBalancer').subnets[0]).toMatch(/^subnet-public/)
  })
  test('[chk B3] [B2] [B3] [G4] [X7] 443 speaks TLS 1.2 or newer, post-quantum where it can; 80 only redirects', () => {
    expect(listener('https')).toMatchObject({
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      routingHttpResponseServerEnabled: false,
      routingHttpResponseStrictTransportSecurityHeaderValue: expect.stringContaining('max-age='),
    })
    expect(listener('redirect')).toMatchObject({ port: 80, defaultActions: [{ type: 'redirect' }] })
    expect(listener('redirect').defaultActions[0].redirect).toMatchObject({ port: '443', statusCode: 'HTTP_301' })
  })
  test('[chk B4] only one host and known paths are forwarded, the rest is a 404', () => {
    expect(listener('https').defaultActions[0]).toMatchObject({ fixedResponse: { statusCode: '404' } })
    expect(rule().conditions).toEqual([
      { hostHeader: { values: [name] } },
      { pathPattern: { regexValues: [openPaths] } },
    ])
    expect(openPaths.length).toBeLessThanOrEqual(128)
  })
  test('[chk B5] [E4] servers are asked whether they are ready, and drained', () => {
    const groups = inputsOf(up(), 'aws:lb/targetGroup:TargetGroup')
    expect(groups).toHaveLength(wanted.targetGroups)
    for (const group of groups) {
      expect(group).toMatchObject({
        targetType: wanted.targetType,
        deregistrationDelay: 60,
        stickiness: { enabled: false },
        loadBalancingAlgorithmType: 'least_outstanding_requests',
        healthCheck: {
          path: '/health/ready',
          matcher: '200',
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      })
      expect(group.slowStart).toBeUndefined()
    }
  })
}
