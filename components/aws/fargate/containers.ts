// The containers of a task, as ECS reads them: the migration, the server, the collector.

import { type Input, interpolate } from '@pulumi/pulumi'
import {
  artifactFolder,
  dataFolder,
  metricsPort,
  type OfSecrets,
  readyCheck,
  type ServerEnvironment,
  serverUser,
} from '../../server-environment.ts'
import { collectorConfig } from './collector.ts'

export interface ContainersArgs {
  readonly region: string
  readonly logGroup: Input<string>
  /** With digest. */
  readonly image: Input<string>
  /** With digest; without one nothing is traced. */
  readonly collectorImage: Input<string> | undefined
  /** Where its metrics are written to; by the collector. */
  readonly metrics: { readonly writeUrl: Input<string>; readonly prometheusArn: Input<string> } | undefined
  readonly port: number
  readonly environment: ServerEnvironment
  /** By setting, where its value is kept. */
  readonly secretArns: OfSecrets<Input<string>>
  /** Whose tables they are, and where: the login is kept by RDS. */
  readonly owner: { readonly secretArn: Input<string>; readonly address: Input<string> }
  /** Of the server; the migration makes it and gives it its rights. */
  readonly serverLogin: string
}

export const volumes = { local: 'local', artifacts: 'artifacts' } as const

const mount = (sourceVolume: string, containerPath: string) => ({ sourceVolume, containerPath, readOnly: false })

const pairs = (given: Readonly<Record<string, Input<string> | undefined>>) =>
  Object.entries(given).map(([name, value]) => ({ name, value }))

const fromSecrets = (given: Readonly<Record<string, Input<string> | undefined>>) =>
  Object.entries(given).map(([name, valueFrom]) => ({ name, valueFrom }))

/** One entry of a secret that is a JSON object. */
const partOf = (arn: Input<string>, key: string) => interpolate`${arn}:${key}::`

/** What every container gives up, and where its output goes. */
const hardened = ({ logGroup, region }: ContainersArgs, role: string) => ({
  name: role,
  readonlyRootFilesystem: true,
  privileged: false,
  linuxParameters: {
    initProcessEnabled: true,
    capabilities: { drop: ['ALL'] },
    // In memory: an empty volume would belong to root.
    tmpfs: [{ containerPath: '/tmp', size: 64 }],
  },
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': logGroup,
      'awslogs-region': region,
      'awslogs-stream-prefix': role,
      // A slow CloudWatch must not stop the server.
      mode: 'non-blocking',
      'max-buffer-size': '25m',
    },
  },
})

/** No system trusts the authorities of RDS; the server brings them. */
const trustsDatabase: ServerEnvironment = { DATABASE_CA_FILE: 'rds' }

const user = `${serverUser}:${serverUser}`

/** Makes the roles and brings the tables up to date, before any server of this version starts. */
const migration = (args: ContainersArgs) => ({
  ...hardened(args, 'migration'),
  image: args.image,
  essential: false,
  user,
  command: ['server/cli.ts', 'store', 'migrate', '--grant-to', args.serverLogin],
  environment: pairs({ DATABASE_URL: args.owner.address, ...trustsDatabase }),
  // PostgreSQL's own names: RDS keeps the two parts, never an address.
  secrets: fromSecrets({
    PGUSER: partOf(args.owner.secretArn, 'username'),
    PGPASSWORD: partOf(args.owner.secretArn, 'password'),
    APPLICATION_DATABASE_URL: args.secretArns.DATABASE_URL,
  }),
  mountPoints: [],
})

const server = (args: ContainersArgs) => ({
  ...hardened(args, 'server'),
  image: args.image,
  essential: true,
  user,
  stopTimeout: 60,
  dependsOn: [{ containerName: 'migration', condition: 'SUCCESS' }],
  portMappings: [
    { containerPort: args.port, hostPort: args.port, protocol: 'tcp', name: 'server' },
    { containerPort: metricsPort, hostPort: metricsPort, protocol: 'tcp', name: 'metrics' },
  ],
  healthCheck: { command: ['CMD', ...readyCheck(args.port)], interval: 30, timeout: 10, retries: 3, startPeriod: 60 },
  environment: pairs({ ...args.environment, ...trustsDatabase }),
  secrets: fromSecrets(args.secretArns),
  mountPoints: [mount(volumes.local, dataFolder), mount(volumes.artifacts, artifactFolder)],
})

const collector = (args: ContainersArgs) => ({
  ...hardened(args, 'collector'),
  image: args.collectorImage,
  essential: false,
  environment: pairs({ AOT_CONFIG_CONTENT: collectorConfig(args.region, args.metrics?.writeUrl) }),
  secrets: [],
  mountPoints: [],
})

export const containersOf = (args: ContainersArgs): Input<object>[] => [
  migration(args),
  server(args),
  ...(args.collectorImage === undefined ? [] : [collector(args)]),
]
