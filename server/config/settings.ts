// Every setting: its kind, its default and what it is for. `docs/configuration.md` is made from this table.

import { z } from 'zod'
import {
  choice,
  estate,
  flag,
  host,
  hosts,
  keyHashes,
  list,
  origins,
  path,
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
  AWS_MAX_CALLS: wholeNumber(1, 1_000)
    .prefault('64')
    .meta({ description: 'Calls to AWS that are under way at once; at most 8 of them to one service of one region.' }),
  AWS_MAX_ATTEMPTS: wholeNumber(1, 20)
    .prefault('5')
    .meta({ description: 'How often a call to AWS is tried before its cell is marked.' }),
  AWS_CELL_TIMEOUT_S: wholeNumber(1, day)
    .prefault('900')
    .meta({ description: 'The longest time for one type in one region of one account.' }),
  POLICY_FILE: path
    .prefault('policies/tagging_policy.json')
    .meta({ description: 'The tagging policy. Read at start and whenever it changes.' }),
  COSTS: choice(['demo', 'file', 'none'], {
    'cost-explorer': 'with the costs of AWS',
    focus: 'with billing exports',
    athena: 'with billing exports',
  })
    .optional()
    .meta({
      description: 'Where dollars come from: `demo` (the demo company’s bill), `file` (COSTS_FILE) or `none`.',
      otherwise: '`file` with COSTS_FILE, `demo` with ESTATE=demo, else `none`',
    }),
  COSTS_FILE: path.optional().meta({ description: 'The bill to read with COSTS=file.' }),
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

  CACHE_MAX_MB: wholeNumber(1, 65_536)
    .prefault('64')
    .meta({ description: 'Memory for answers that are ready to send.' }),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .prefault('info')
    .meta({ description: 'The least severe log line that is written.' }),
})

export type GivenSettings = z.output<typeof settings>
