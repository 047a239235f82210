// Every setting: its kind, its default and what it is for. `docs/configuration.md` is made from this table.

import { z } from 'zod'
import {
  choice,
  databaseUrl,
  dollars,
  estate,
  flag,
  host,
  hosts,
  json,
  keyHashes,
  list,
  origins,
  path,
  plainName,
  redisAddress,
  redisPrefix,
  replicaId,
  roleArn,
  s3Url,
  trustedProxies,
  wholeNumber,
} from './kinds.ts'

const day = 86_400

/** `otherwise`: the default in words, where it depends on other settings. `secret`: the value is never shown. */
export type SettingNotes = { readonly description: string; readonly otherwise?: string; readonly secret?: true }

export const settings = z.object({
  PORT: wholeNumber(0, 65_535)
    .prefault('8000')
    .meta({ description: 'Port of MCP, the REST API and its documentation. 0 takes any free port.' }),
  HOST: host.prefault('127.0.0.1').meta({ description: 'Address to listen on. 0.0.0.0 is every IPv4 address.' }),
  METRICS_PORT: wholeNumber(0, 65_535)
    .prefault('9464')
    .meta({ description: 'Port of the Prometheus metrics, on METRICS_HOST. 0 takes any free port.' }),
  METRICS_HOST: host
    .optional()
    .meta({ description: 'Address of the metrics. Never make it reachable from the Internet.', otherwise: 'HOST' }),
  DATA_DIR: path
    .prefault('./data')
    .meta({ description: 'Folder of the database and of artifacts; on a local disk, owned by one server.' }),
  ARTIFACT_DIR: path
    .optional()
    .meta({ description: 'Folder of exported files and reports.', otherwise: 'DATA_DIR/artifacts' }),

  DATABASE_URL: databaseUrl.optional().meta({
    description: 'A PostgreSQL database, for any number of replicas. Better without a password in it.',
    otherwise: 'SQLite in DATA_DIR, for one server',
    secret: true,
  }),
  DATABASE_PASSWORD_FILE: path
    .optional()
    .meta({ description: 'A file that holds the password of the database, also of its standby. Read at start.' }),
  DATABASE_READ_URL: databaseUrl.optional().meta({
    description: 'A standby of that database, from which trends are read while it answers and keeps up.',
    secret: true,
  }),
  DATABASE_READ_MAX_LAG_S: wholeNumber(0, day)
    .prefault('60')
    .meta({ description: 'A standby that lags more than this is not read from.' }),
  DATABASE_CA_FILE: path.optional().meta({
    description:
      'The certificate authority of the database, or `rds` for those of Amazon RDS; with it the connection is TLS or none.',
  }),
  DATABASE_POOL_SIZE: wholeNumber(2, 1000)
    .prefault('10')
    .meta({ description: 'Connections to the database that one server opens at most.' }),
  DATABASE_STATEMENT_TIMEOUT_S: wholeNumber(1, 3600)
    .prefault('30')
    .meta({ description: 'How long one statement may take in the database.' }),
  MIGRATE: flag.prefault('true').meta({
    description: 'Brings an old schema of the database up to date at start; `false` refuses to start on one.',
  }),
  APPLICATION_DATABASE_URL: databaseUrl.optional().meta({
    description: 'For `store migrate` alone: the servers’ DATABASE_URL, whose user and password it makes.',
    secret: true,
  }),
  REPLICA_ID: replicaId.optional().meta({
    description: 'The name under which this server writes its chain of the log of calls, with DATABASE_URL.',
    otherwise: 'host name and PORT',
  }),

  ESTATE: estate.prefault('demo').meta({
    description:
      '`demo`, an invented company; `aws`, the accounts that our AWS credentials reach; or the path of an inventory file (NDJSON, JSON or CSV, also .gz or .zst).',
  }),
  AWS_REGION: list('a region such as eu-west-1', /^[a-z\d-]+$/)
    .optional()
    .meta({
      description: 'Where the first calls to AWS go: any region of the partition.',
      otherwise: 'the first of AWS_REGIONS, else as for every AWS tool',
    }),
  AWS_REGIONS: list('regions such as eu-west-1,us-east-1', /^[a-z\d-]+$/)
    .optional()
    .meta({
      description: 'The regions that are looked at. Each has to be enabled in one of the accounts.',
      otherwise: 'every region that is enabled, account by account',
    }),
  AWS_TYPES: list('types such as s3:bucket or rds:*', /^[a-z\d-]+:(\*|[\w-]+)$/)
    .optional()
    .meta({ description: 'The types that are looked at.', otherwise: 'every type there is a listing of' }),
  AWS_ROLES_FILE: path.optional().meta({
    description: 'A JSON file of the accounts besides our own: `[{ "account", "role", "externalId" }]`.',
    otherwise: 'our own account alone',
  }),
  AWS_ROLES: json.optional().meta({
    secret: true,
    description: 'What AWS_ROLES_FILE holds, itself: for where a variable is easier to give than a file.',
    otherwise: 'as AWS_ROLES_FILE',
  }),
  ENABLE_WRITES: flag.prefault('false').meta({
    description: 'Offers `apply_remediation`, which writes tags of plans that a person approved. See docs/aws.md.',
  }),
  WRITE_ROLE_ARN: roleArn.optional().meta({
    description: 'The role that writes tags, with ENABLE_WRITES=true: another one than the role of the process.',
  }),
  AWS_MAX_CALLS: wholeNumber(1, 1_000)
    .prefault('64')
    .meta({ description: 'Calls to AWS that are under way at once; at most 8 of them to one service of one region.' }),
  AWS_MAX_ATTEMPTS: wholeNumber(1, 20)
    .prefault('5')
    .meta({ description: 'How often a call to AWS is tried before its cell is marked.' }),
  AWS_CELL_TIMEOUT_S: wholeNumber(1, day)
    .prefault('900')
    .meta({ description: 'The longest time for one type in one region of one account.' }),
  POLICY_FILE: path.prefault('policies/tagging_policy.json').meta({
    description: 'The tagging policy. Read at start and whenever it changes; with DATABASE_URL only the first one.',
  }),
  COSTS: choice(['demo', 'file', 'focus', 'athena', 'cost-explorer', 'none']).optional().meta({
    description:
      'Where dollars come from: `demo` (the demo company’s bill), `file` (a short list in COSTS_FILE), `focus` (FOCUS or CUR 2.0 exports in COSTS_FILE), `athena` (such an export as a table), `cost-explorer` or `none`. See docs/costs.md.',
    otherwise: '`file` with COSTS_FILE, `demo` with ESTATE=demo, else `none`',
  }),
  COSTS_FILE: path.optional().meta({
    description:
      'The bill to read with COSTS=file; with COSTS=focus the export: a file, a folder, a glob, or s3://bucket/prefix.',
  }),
  COSTS_MEMORY_MB: wholeNumber(64, 1_048_576)
    .prefault('512')
    .meta({ description: 'Memory for counting an export with COSTS=focus.' }),
  COSTS_THREADS: wholeNumber(1, 256).prefault('2').meta({ description: 'Threads for counting an export.' }),
  COSTS_CACHE_MAX_MB: wholeNumber(1, 10_000_000)
    .prefault('20000')
    .meta({ description: 'The largest copy of an export in S3 that is kept in DATA_DIR/bill.' }),
  COSTS_REGION: plainName
    .prefault('us-east-1')
    .meta({ description: 'Where Cost Explorer is: us-east-1 for all of the partition aws.' }),
  COSTS_METRIC: choice(['AmortizedCost', 'NetAmortizedCost', 'UnblendedCost', 'NetUnblendedCost'])
    .prefault('AmortizedCost')
    .meta({ description: 'The metric of Cost Explorer.' }),
  COSTS_MAX_PAGES: wholeNumber(1, 1000)
    .prefault('20')
    .meta({ description: 'Pages of one answer of Cost Explorer; each costs $0.01.' }),
  COSTS_MAX_USD_PER_CALL: dollars(1000)
    .prefault('0.50')
    .meta({ description: 'What one question may cost with COSTS=cost-explorer.' }),
  COSTS_MAX_USD_PER_CALLER_DAY: dollars(100_000)
    .prefault('2')
    .meta({ description: 'What the questions of one caller may cost a day (UTC).' }),
  COSTS_MAX_USD_PER_DAY: dollars(100_000)
    .prefault('5')
    .meta({ description: 'What all questions together may cost a day (UTC).' }),
  ATHENA_DATABASE: plainName.optional().meta({ description: 'The database of the export with COSTS=athena.' }),
  ATHENA_TABLE: plainName.optional().meta({ description: 'Its table.' }),
  ATHENA_WORKGROUP: plainName.prefault('primary').meta({ description: 'The workgroup that counts.' }),
  ATHENA_OUTPUT: s3Url
    .optional()
    .meta({ description: 'Where Athena writes results.', otherwise: 'as the workgroup says' }),
  SNAPSHOT_MAX_AGE_S: wholeNumber(60, 30 * day)
    .prefault('3600')
    .meta({ description: 'A snapshot older than this is refreshed in the background when somebody asks.' }),
  RETENTION_DAYS: wholeNumber(1, 36_500)
    .prefault('400')
    .meta({ description: 'Snapshots older than this are removed; trends and the log of calls stay.' }),
  RETENTION_MIN_SNAPSHOTS: wholeNumber(1, 1_000_000)
    .prefault('30')
    .meta({ description: 'So many of the newest snapshots stay, however old they are.' }),

  AUTH_MODE: choice(['none', 'api-key']).optional().meta({
    description: 'Who may call: everybody, or who has a key.',
    otherwise: '`api-key` if there are keys, else `none`',
  }),
  API_KEY_HASHES: keyHashes.optional().meta({
    description: 'Keys that are let in, as hashes made by `tagwarden keys create`, separated by commas.',
    secret: true,
  }),
  API_KEY_HASHES_FILE: path
    .optional()
    .meta({ description: 'A file of such hashes, one a line. Read again when it changes.' }),
  ALLOW_OPEN: flag
    .prefault('false')
    .meta({ description: 'Allows AUTH_MODE=none on an address that other machines can reach.' }),
  ALLOWED_HOSTS: hosts.optional().meta({
    description: '`Host` headers that are answered, with or without a port; `*` is any.',
    otherwise: 'localhost, 127.0.0.1, [::1] and HOST:PORT',
  }),
  ALLOWED_ORIGINS: origins
    .prefault('')
    .meta({ description: 'Origins, besides our own, whose pages may call (CORS), such as https://app.example.com.' }),
  TRUST_PROXY: trustedProxies.prefault('false').meta({
    description: 'Proxies whose `X-Forwarded-*` headers are believed: `false`, how many, or their addresses.',
  }),

  RATE_PER_MINUTE: wholeNumber(1, 1_000_000)
    .prefault('600')
    .meta({ description: 'Tool calls a caller may make in a minute.' }),
  MAX_CALLS_PER_WINDOW: wholeNumber(1, 100_000_000)
    .prefault('1000')
    .meta({ description: 'Tool calls a caller may make in WINDOW_S seconds.' }),
  WINDOW_S: wholeNumber(1, 30 * day)
    .prefault('3600')
    .meta({ description: 'Length of the window of MAX_CALLS_PER_WINDOW.' }),
  LOOP_MAX_EQUAL_CALLS: wholeNumber(1, 1_000_000)
    .prefault('5')
    .meta({ description: 'How often one call with equal arguments is answered in LOOP_WINDOW_S seconds.' }),
  LOOP_WINDOW_S: wholeNumber(1, day)
    .prefault('300')
    .meta({ description: 'Length of the window of LOOP_MAX_EQUAL_CALLS.' }),
  BODY_LIMIT_BYTES: wholeNumber(1024, 64 * 1024 * 1024)
    .prefault('1048576')
    .meta({ description: 'The largest request body that is read.' }),

  REDIS_URL: redisAddress.optional().meta({
    description:
      'Redis, shared by all replicas for answers, limits and news. `redis://host:6379/0`, `redis+sentinel://h:p,h:p/group`, `redis+cluster://h:p,h:p`; with TLS `rediss`; `user:password@` before the hosts.',
    otherwise: 'none: all in this process',
    secret: true,
  }),
  REDIS_CA_FILE: path
    .optional()
    .meta({ description: 'Certificates (PEM) of who signed the one of Redis.', otherwise: 'those the system trusts' }),
  REDIS_PREFIX: redisPrefix
    .prefault('tagwarden')
    .meta({ description: 'Begins every key and channel. Replicas of one service have the same; two services differ.' }),
  CACHE_MAX_MB: wholeNumber(1, 65_536)
    .prefault('64')
    .meta({ description: 'Memory for answers that are ready to send.' }),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .prefault('info')
    .meta({ description: 'The least severe log line that is written.' }),
})

/** Whose values are never shown. */
export const secretSettings: ReadonlySet<string> = new Set(
  Object.entries(settings.shape).flatMap(([name, schema]) => (schema.meta()?.secret === true ? [name] : [])),
)

export type GivenSettings = z.output<typeof settings>
