// The kinds of resource the demo company has: how each is named, how common it is, what one costs a month.

export type Kind = {
  readonly type: string
  /** How many of about a thousand resources are of this kind. */
  readonly share: number
  /** The last part of the ARN; `naming.ts` fills the braces. */
  readonly path: string
  readonly roles: Words
  /** Absent: always `active`. */
  readonly states?: Words
  /** Median in dollars and sigma of a log-normal; absent: the kind itself is free. */
  readonly usd?: readonly [median: number, sigma: number]
  readonly holdsData?: true
}
type Words = readonly [string, ...string[]]

const programs: Words = ['api', 'web', 'worker', 'importer', 'scheduler']
const records: Words = ['orders', 'events', 'profiles', 'ledger', 'index']
const networks: Words = ['core', 'edge', 'peering']

const available: Words = ['available']
const running: Words = ['running', 'running', 'running', 'running', 'stopped']
const attached: Words = ['in-use', 'in-use', 'in-use', 'in-use', 'available']

const compute: readonly [Kind, ...Kind[]] = [
  { type: 'ec2:instance', share: 130, path: 'instance/i-{hex17}', roles: programs, states: running, usd: [64, 1] },
  { type: 'lambda:function', share: 115, path: 'function:{name}', roles: programs, usd: [2.1, 1.8] },
  { type: 'ecs:cluster', share: 10, path: 'cluster/{name}', roles: ['fleet'] },
  { type: 'ecs:service', share: 34, path: 'service/fleet/{name}', roles: programs, usd: [48, 0.8] },
  { type: 'eks:cluster', share: 7, path: 'cluster/{name}', roles: ['platform'], usd: [73, 0.1] },
  {
    type: 'autoscaling:autoScalingGroup',
    share: 20,
    path: 'autoScalingGroup:{uuid}:autoScalingGroupName/{name}',
    roles: programs,
  },
  { type: 'ecr:repository', share: 26, path: 'repository/{name}', roles: programs, usd: [1.2, 1.2] },
  { type: 'states:stateMachine', share: 14, path: 'stateMachine:{name}', roles: programs, usd: [4, 1] },
]

const network: readonly Kind[] = [
  { type: 'ec2:vpc', share: 9, path: 'vpc/vpc-{hex17}', roles: networks, states: available },
  { type: 'ec2:subnet', share: 36, path: 'subnet/subnet-{hex17}', roles: networks, states: available },
  { type: 'ec2:security-group', share: 62, path: 'security-group/sg-{hex17}', roles: programs },
  {
    type: 'ec2:natgateway',
    share: 9,
    path: 'natgateway/nat-{hex17}',
    roles: networks,
    states: available,
    usd: [58, 0.6],
  },
  {
    type: 'ec2:elastic-ip',
    share: 18,
    path: 'elastic-ip/eipalloc-{hex17}',
    roles: networks,
    states: attached,
    usd: [3.65, 0],
  },
  {
    type: 'elasticloadbalancing:loadbalancer',
    share: 24,
    path: 'loadbalancer/app/{name}/{hex16}',
    roles: ['gateway'],
    usd: [27, 0.6],
  },
  { type: 'elasticloadbalancing:targetgroup', share: 34, path: 'targetgroup/{name}/{hex16}', roles: ['target'] },
  {
    type: 'cloudfront:distribution',
    share: 9,
    path: 'distribution/E{code13}',
    roles: ['web', 'assets'],
    states: ['deployed'],
    usd: [95, 1.3],
  },
]

const stores: readonly Kind[] = [
  { type: 'ec2:volume', share: 95, path: 'volume/vol-{hex17}', roles: records, states: attached, usd: [9, 0.9] },
  { type: 'ec2:snapshot', share: 60, path: 'snapshot/snap-{hex17}', roles: records, states: available, usd: [3, 0.9] },
  { type: 'rds:db', share: 36, path: 'db:{name}', roles: records, states: available, usd: [165, 0.9] },
  { type: 'rds:cluster', share: 9, path: 'cluster:{name}', roles: records, states: available, usd: [310, 0.7] },
  { type: 'rds:snapshot', share: 20, path: 'snapshot:{name}', roles: records, states: available, usd: [6, 0.8] },
  { type: 's3:bucket', share: 84, path: '{name}', roles: ['uploads', 'assets', 'exports'], usd: [8, 1.9] },
  { type: 'dynamodb:table', share: 30, path: 'table/{name}', roles: records, usd: [14, 1.4] },
  {
    type: 'elasticache:cluster',
    share: 15,
    path: 'cluster:{name}',
    roles: ['cache'],
    states: available,
    usd: [88, 0.7],
  },
  { type: 'es:domain', share: 7, path: 'domain/{name}', roles: ['search'], usd: [240, 0.7] },
  { type: 'redshift:cluster', share: 5, path: 'cluster:{name}', roles: ['facts'], states: available, usd: [1350, 0.6] },
  { type: 'kinesis:stream', share: 10, path: 'stream/{name}', roles: records, usd: [31, 0.7] },
  {
    type: 'elasticfilesystem:file-system',
    share: 9,
    path: 'file-system/fs-{hex17}',
    roles: ['files'],
    states: available,
    usd: [22, 1.1],
  },
]

const operations: readonly Kind[] = [
  { type: 'sqs:queue', share: 44, path: '{name}', roles: records, usd: [0.6, 1.3] },
  { type: 'sns:topic', share: 26, path: '{name}', roles: records, usd: [0.2, 1.2] },
  { type: 'logs:log-group', share: 70, path: 'log-group:/app/{name}', roles: programs, usd: [1.9, 1.5] },
  { type: 'kms:key', share: 20, path: 'key/{uuid}', roles: ['key'], states: ['enabled'], usd: [1, 0.1] },
  { type: 'secretsmanager:secret', share: 28, path: 'secret:{name}-{code6}', roles: programs, usd: [0.4, 0] },
  {
    type: 'cloudformation:stack',
    share: 22,
    path: 'stack/{name}/{uuid}',
    roles: programs,
    states: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'],
  },
]

export const kinds: readonly [Kind, ...Kind[]] = [
  ...compute,
  ...network,
  ...stores.map((kind): Kind => ({ ...kind, holdsData: true })),
  ...operations,
]

/** Global services: their resources have no region and their cells are not repeated a region. */
export const isGlobal = ({ type }: Pick<Kind, 'type'>): boolean => type === 'cloudfront:distribution'
