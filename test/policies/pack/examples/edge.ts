import { type Examples, inputs } from './given.ts'

const balancer = 'aws:lb/loadBalancer:LoadBalancer'
const listener = 'aws:lb/listener:Listener'
const acl = 'aws:wafv2/webAcl:WebAcl'
const redirect = [{ type: 'redirect', redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' } }]
const knownBad = { statement: { managedRuleGroupStatement: { name: 'AWSManagedRulesKnownBadInputsRuleSet' } } }
const named = { type: balancer, props: { arn: 'arn:front' } }

export const edgeExamples: Examples = {
  'listener-speaks-https': inputs(
    listener,
    { port: 80, protocol: 'HTTP', defaultActions: [{ type: 'forward' }] },
    { port: 80, protocol: 'HTTP', defaultActions: redirect },
  ),
  'listener-uses-tls-1-2': inputs(
    listener,
    { port: 443, protocol: 'HTTPS' },
    { port: 443, protocol: 'HTTPS', sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
  ),
  'balancer-drops-invalid-headers': inputs(balancer, {}, { dropInvalidHeaderFields: true }),
  'balancer-writes-access-logs': inputs(balancer, {}, { accessLogs: { enabled: true, bucket: 'logs' } }),
  'balancer-is-kept': inputs(balancer, {}, { enableDeletionProtection: true }),
  'public-balancer-has-firewall': {
    bad: [named],
    good: [named, { type: 'aws:wafv2/webAclAssociation:WebAclAssociation', props: { resourceArn: 'arn:front' } }],
  },
  'firewall-stops-log4j': inputs(
    acl,
    { rules: [{ ...knownBad, overrideAction: { count: {} } }] },
    { rules: [{ ...knownBad, overrideAction: { none: {} } }] },
  ),
  'firewall-writes-logs': {
    bad: [{ type: acl, props: { arn: 'arn:acl' } }],
    good: [
      { type: acl, props: { arn: 'arn:acl' } },
      {
        type: 'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration',
        props: { resourceArn: 'arn:acl' },
      },
    ],
  },
}
