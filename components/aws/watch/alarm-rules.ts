// The alarms as a table: what is measured, when it is too much, and what that means.

/** Where the agent of a machine puts what it measures. */
export const metricsNamespace = 'Tagwarden/Instances'

export type Subject = 'balancer' | 'group' | 'service' | 'instances' | 'database' | 'cache'

export interface AlarmRule {
  readonly role: string
  readonly says: string
  readonly subject: Subject
  readonly namespace: string
  readonly metricName: string
  readonly statistic: 'Average' | 'Sum' | 'Maximum' | 'Minimum' | 'p95' | 'p99'
  readonly above?: number
  readonly below?: number
  readonly periodS: number
  readonly periods: number
  /** Also stops a rollout. */
  readonly stopsRollout?: true
}

const balancer = { subject: 'balancer', namespace: 'AWS/ApplicationELB' } as const
const service = { subject: 'service', namespace: 'AWS/ECS', statistic: 'Average', periodS: 60, periods: 15 } as const
const instances = { subject: 'instances', periodS: 300, periods: 3 } as const
const database = { subject: 'database', namespace: 'AWS/RDS', periodS: 300, periods: 3 } as const
const cache = { subject: 'cache', namespace: 'AWS/ElastiCache', periodS: 300, periods: 3 } as const

/** Memory and disk are measured on the machine itself, by the CloudWatch agent. */
const instanceRules: readonly AlarmRule[] = [
  {
    ...instances,
    role: 'cpu',
    says: 'The machines are busy although more were started',
    namespace: 'AWS/EC2',
    metricName: 'CPUUtilization',
    statistic: 'Average',
    above: 85,
  },
  {
    ...instances,
    role: 'credits',
    says: 'A machine has used up the CPU time it had saved, and is slow now',
    namespace: 'AWS/EC2',
    metricName: 'CPUCreditBalance',
    statistic: 'Minimum',
    below: 10,
    // A new machine starts with none and saves 24 an hour, and every week all of them are new.
    periods: 24,
  },
  {
    ...instances,
    role: 'memory',
    says: 'A machine runs out of memory',
    namespace: metricsNamespace,
    metricName: 'mem_used_percent',
    statistic: 'Maximum',
    above: 85,
  },
  {
    ...instances,
    role: 'disk',
    says: 'The disk of a machine is nearly full',
    namespace: metricsNamespace,
    metricName: 'disk_used_percent',
    statistic: 'Maximum',
    above: 80,
  },
]

/** The latencies are the service levels: p95 below 500 ms, p99 below 1 s. */
export const alarmRules: readonly AlarmRule[] = [
  {
    ...balancer,
    role: 'p95',
    says: 'The slowest 5 % of requests take more than 500 ms',
    metricName: 'TargetResponseTime',
    statistic: 'p95',
    above: 0.5,
    periodS: 60,
    periods: 15,
  },
  {
    ...balancer,
    role: 'p99',
    says: 'The slowest 1 % of requests take more than 1 s',
    metricName: 'TargetResponseTime',
    statistic: 'p99',
    above: 1,
    periodS: 60,
    periods: 15,
    stopsRollout: true,
  },
  {
    ...balancer,
    role: 'balancer-errors',
    says: 'The load balancer answers with errors of its own: no server is reachable',
    metricName: 'HTTPCode_ELB_5XX_Count',
    statistic: 'Sum',
    above: 5,
    periodS: 60,
    periods: 2,
    stopsRollout: true,
  },
  {
    ...balancer,
    role: 'refused',
    says: 'Connections are refused: the load balancer is at its limit',
    metricName: 'RejectedConnectionCount',
    statistic: 'Sum',
    above: 0,
    periodS: 60,
    periods: 2,
  },
  {
    ...balancer,
    role: 'connections',
    says: 'More than 20,000 connections are open at once',
    metricName: 'ActiveConnectionCount',
    statistic: 'Sum',
    above: 20_000,
    periodS: 60,
    periods: 5,
  },
  {
    subject: 'group',
    namespace: 'AWS/ApplicationELB',
    role: 'unhealthy',
    says: 'A server does not answer its health check',
    metricName: 'UnHealthyHostCount',
    statistic: 'Maximum',
    above: 0,
    periodS: 60,
    periods: 5,
  },
  {
    ...service,
    role: 'cpu',
    says: 'The tasks are busy although more were started',
    metricName: 'CPUUtilization',
    above: 85,
  },
  { ...service, role: 'memory', says: 'The tasks run out of memory', metricName: 'MemoryUtilization', above: 85 },
  ...instanceRules,
  {
    ...database,
    role: 'database-cpu',
    says: 'The database is busy',
    metricName: 'CPUUtilization',
    statistic: 'Average',
    above: 80,
  },
  {
    ...database,
    role: 'database-space',
    says: 'The database has less than 4 GB left',
    metricName: 'FreeStorageSpace',
    statistic: 'Minimum',
    below: 4_000_000_000,
  },
  {
    ...database,
    role: 'database-memory',
    says: 'The database has less than 128 MB of memory left',
    metricName: 'FreeableMemory',
    statistic: 'Minimum',
    below: 128_000_000,
  },
  {
    ...cache,
    role: 'cache-memory',
    says: 'The cache is nearly full',
    metricName: 'DatabaseMemoryUsagePercentage',
    statistic: 'Maximum',
    above: 90,
  },
  {
    ...cache,
    role: 'cache-cpu',
    says: 'The cache is busy',
    metricName: 'EngineCPUUtilization',
    statistic: 'Average',
    above: 80,
  },
]

/** Of all answers, how many may be errors of the server in five minutes before somebody is woken: 14.4 × 0.05 %. */
export const errorShare = { percent: 0.72, periodS: 300, periods: 2 }
