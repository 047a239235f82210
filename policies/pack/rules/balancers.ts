import { resourceRule, stackRule } from '../define.ts'
import { type Finding, mustBe, mustHold } from '../findings.ts'
import { at, isGiven, isNotKnown, listOf, type Props } from '../values.ts'

export const balancers = ['aws:lb/loadBalancer:LoadBalancer', 'aws:alb/loadBalancer:LoadBalancer']
export const listeners = ['aws:lb/listener:Listener', 'aws:alb/listener:Listener']
const associations = ['aws:wafv2/webAclAssociation:WebAclAssociation']

const isApplication = ({ loadBalancerType }: Props) =>
  loadBalancerType === undefined || loadBalancerType === 'application'

/** TLS 1.2 or newer and nothing below; left out, AWS takes a policy of 2016. */
const newTls = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)(-|$)/

export const onlyRedirects = ({ defaultActions }: Props): boolean => {
  const actions = listOf(defaultActions)
  return actions.length > 0 && actions.every((action) => at(action, 'redirect', 'protocol') === 'HTTPS')
}

function speaksHttps(props: Props): Finding {
  // A gateway balancer has neither, and one of the network may pass on what is encrypted by others.
  if (!isGiven(props.protocol) && !isGiven(props.port)) return null
  if (onlyRedirects(props)) return null
  if (isNotKnown(props.defaultActions)) return props.defaultActions
  return mustHold(
    props.protocol,
    (protocol) => protocol !== undefined && protocol !== 'HTTP',
    'it speaks HTTP and does not redirect to HTTPS',
  )
}

function usesNewTls({ protocol, sslPolicy }: Props): Finding {
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return null
  return mustHold(
    sslPolicy,
    (policy) => newTls.test(String(policy)),
    `sslPolicy is ${isGiven(sslPolicy) ? sslPolicy : 'missing'}, which allows TLS below 1.2`,
  )
}

export const balancerRules = [
  resourceRule({
    name: 'listener-speaks-https',
    says: 'A listener of a load balancer speaks HTTPS, or only redirects to it.',
    level: 'mandatory',
    checkov: ['CKV_AWS_2', 'CKV2_AWS_20'],
    on: listeners,
    check: speaksHttps,
  }),
  resourceRule({
    name: 'listener-uses-tls-1-2',
    says: 'A listener accepts TLS 1.2 or newer.',
    level: 'mandatory',
    checkov: ['CKV_AWS_103'],
    on: listeners,
    check: usesNewTls,
  }),
  resourceRule({
    name: 'balancer-drops-invalid-headers',
    says: 'An application load balancer drops headers that are no headers.',
    level: 'mandatory',
    checkov: ['CKV_AWS_131'],
    on: balancers,
    check: (props) =>
      isApplication(props) ? mustBe(props.dropInvalidHeaderFields, true, 'dropInvalidHeaderFields is not true') : null,
  }),
  resourceRule({
    name: 'balancer-writes-access-logs',
    says: 'A load balancer writes access logs.',
    level: 'mandatory',
    checkov: ['CKV_AWS_91'],
    on: balancers,
    check: ({ loadBalancerType, accessLogs }) =>
      loadBalancerType === 'gateway' ? null : mustBe(at(accessLogs, 'enabled'), true, 'accessLogs are not enabled'),
  }),
  resourceRule({
    name: 'balancer-is-kept',
    says: 'A load balancer cannot be deleted in passing.',
    level: 'advisory',
    checkov: ['CKV_AWS_150'],
    on: balancers,
    check: ({ enableDeletionProtection }) =>
      mustBe(enableDeletionProtection, true, 'enableDeletionProtection is not true'),
  }),
  stackRule({
    name: 'public-balancer-has-firewall',
    says: 'A web application firewall stands before a public application load balancer.',
    level: 'mandatory',
    checkov: ['CKV2_AWS_28'],
    on: balancers,
    check: (balancer, stack) => {
      if (!isApplication(balancer.props) || balancer.props.internal === true) return null
      if (stack.pointingAt(balancer, associations, 'resourceArn').length > 0) return null
      const { internal } = balancer.props
      return isNotKnown(internal) ? internal : 'no wafv2.WebAclAssociation names it'
    },
  }),
]
