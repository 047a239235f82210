import { type Examples, inputs } from './given.ts'

const group = 'aws:ec2/securityGroup:SecurityGroup'
const ingress = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'
const template = 'aws:ec2/launchTemplate:LaunchTemplate'
const network = { type: 'aws:ec2/vpc:Vpc', props: { id: 'vpc-1' } }
const redirect = [{ type: 'redirect', redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' } }]
const open80 = [
  { type: group, props: { id: 'sg-1' } },
  { type: ingress, props: { securityGroupId: 'sg-1', cidrIpv4: '0.0.0.0/0', fromPort: 80, toPort: 80 } },
]
const defaultGroup = 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup'

export const networkExamples: Examples = {
  'login-is-closed': inputs(
    group,
    { ingress: [{ protocol: 'tcp', fromPort: 20, toPort: 25, cidrBlocks: ['0.0.0.0/0'] }] },
    { ingress: [{ protocol: 'tcp', fromPort: 22, toPort: 22, cidrBlocks: ['10.0.0.0/8'] }] },
  ),
  'port-80-only-redirects': {
    bad: open80,
    good: [
      ...open80,
      { type: 'aws:lb/loadBalancer:LoadBalancer', props: { arn: 'arn:front', securityGroups: ['sg-1'] } },
      {
        type: 'aws:lb/listener:Listener',
        props: { loadBalancerArn: 'arn:front', port: 80, protocol: 'HTTP', defaultActions: redirect },
      },
    ],
  },
  'subnet-gives-no-public-address': inputs(
    'aws:ec2/subnet:Subnet',
    { mapPublicIpOnLaunch: true, tags: { SubnetType: 'Private' } },
    { mapPublicIpOnLaunch: true, tags: { SubnetType: 'Public' } },
  ),
  'network-is-logged': {
    bad: [network],
    good: [network, { type: 'aws:ec2/flowLog:FlowLog', props: { vpcId: 'vpc-1' } }],
  },
  'default-group-is-closed': {
    bad: [network, { type: defaultGroup, props: { vpcId: 'vpc-1', ingress: [{ protocol: '-1' }] } }],
    good: [network, { type: defaultGroup, props: { vpcId: 'vpc-1', ingress: [], egress: [] } }],
  },
  'metadata-asks-for-token': inputs(
    template,
    { metadataOptions: { httpEndpoint: 'enabled' } },
    { metadataOptions: { httpTokens: 'required' } },
  ),
  'disk-is-encrypted': inputs(
    template,
    { blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 8 } }] },
    { blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 8, encrypted: 'true' } }] },
  ),
}
