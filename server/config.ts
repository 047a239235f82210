// The environment, read once at start: one frozen object, or one error that names every bad variable.

import { hostname } from 'node:os'
import { join } from 'node:path'
import { isLoopback } from './config/kinds.ts'
import { type GivenSettings, secretSettings, settings } from './config/settings.ts'
import { AppError } from './core/errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type Config = Readonly<
  Omit<
    GivenSettings,
    'METRICS_HOST' | 'ARTIFACT_DIR' | 'REPLICA_ID' | 'COSTS' | 'AUTH_MODE' | 'ALLOWED_HOSTS' | 'API_KEY_HASHES'
  > & {
    METRICS_HOST: string
    ARTIFACT_DIR: string
    REPLICA_ID: string
    COSTS: 'demo' | 'file' | 'focus' | 'athena' | 'cost-explorer' | 'none'
    AUTH_MODE: 'none' | 'api-key'
    ALLOWED_HOSTS: readonly string[]
    API_KEY_HASHES: readonly string[]
  }
>

type Problem = { readonly name: string; readonly message: string }

export function parseConfig(env: Environment): Config {
  const given = giveSettings(env)
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ name: String(path[0]), message }))
    throw invalidConfig(problems, given)
  }
  const config = withDerived(parsed.data)
  const problems = clashes(config)
  if (problems.length > 0) throw invalidConfig(problems, given)
  return Object.freeze(config)
}

/** An empty variable counts as not set: that is what `${NAME:-}` in a compose file leaves behind. */
function giveSettings(env: Environment): Environment {
  const names = Object.keys(settings.shape)
  return Object.fromEntries(names.filter((name) => env[name]?.trim()).map((name) => [name, env[name]]))
}

function withDerived(given: GivenSettings): Config {
  const { ESTATE, COSTS_FILE, API_KEY_HASHES, API_KEY_HASHES_FILE, HOST, PORT } = given
  const hasKeys = API_KEY_HASHES !== undefined || API_KEY_HASHES_FILE !== undefined
  const ownCosts = ESTATE === 'demo' ? 'demo' : 'none'
  return {
    ...given,
    METRICS_HOST: given.METRICS_HOST ?? HOST,
    ARTIFACT_DIR: given.ARTIFACT_DIR ?? join(given.DATA_DIR, 'artifacts'),
    REPLICA_ID: given.REPLICA_ID ?? `${hostname()}-${PORT}`,
    COSTS: given.COSTS ?? (COSTS_FILE === undefined ? ownCosts : 'file'),
    AUTH_MODE: given.AUTH_MODE ?? (hasKeys ? 'api-key' : 'none'),
    API_KEY_HASHES: API_KEY_HASHES ?? [],
    ALLOWED_HOSTS: given.ALLOWED_HOSTS ?? ['localhost', '127.0.0.1', '[::1]', hostHeader(HOST, PORT)],
  }
}

/** As a client writes it into `Host` and into a URL. */
export function hostHeader(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host.toLowerCase()}:${port}`
}

/** What is right by itself and wrong together. Nothing may be set that would be without effect. */
function clashes(config: Config): Problem[] {
  const hasKeys = config.API_KEY_HASHES.length > 0 || config.API_KEY_HASHES_FILE !== undefined
  const isOpen = config.AUTH_MODE === 'none' && !isLoopback(config.HOST)
  const rules: readonly (readonly [name: string, broken: boolean, message: string])[] = [
    ['COSTS', config.COSTS === 'demo' && config.ESTATE !== 'demo', 'demo is the bill of ESTATE=demo only'],
    ...costClashes(config),
    ['AWS_REGIONS', config.ESTATE !== 'aws' && !!config.AWS_REGIONS, 'is of ESTATE=aws only'],
    ['AWS_TYPES', config.ESTATE !== 'aws' && !!config.AWS_TYPES, 'is of ESTATE=aws only'],
    ['AWS_ROLES_FILE', config.ESTATE !== 'aws' && !!config.AWS_ROLES_FILE, 'is of ESTATE=aws only'],
    ['AWS_ROLES', config.ESTATE !== 'aws' && !!config.AWS_ROLES, 'is of ESTATE=aws only'],
    ['AWS_ROLES', !!config.AWS_ROLES && !!config.AWS_ROLES_FILE, 'and AWS_ROLES_FILE are one too many'],
    ...writeClashes(config),
    ['AWS_REGION', (config.AWS_REGION?.length ?? 1) > 1, 'is one region; name several in AWS_REGIONS'],
    ['AUTH_MODE', config.AUTH_MODE === 'none' && hasKeys, 'none would let everybody in although keys are given'],
    [
      'API_KEY_HASHES',
      config.AUTH_MODE === 'api-key' && !hasKeys,
      'AUTH_MODE=api-key needs keys here or in API_KEY_HASHES_FILE; make one with: tagwarden keys create',
    ],
    [
      'HOST',
      isOpen && !config.ALLOW_OPEN,
      'everybody who reaches this address could call; set AUTH_MODE=api-key, or ALLOW_OPEN=true if that is meant',
    ],
    [
      'REDIS_CA_FILE',
      config.REDIS_CA_FILE !== undefined && config.REDIS_URL?.isEncrypted !== true,
      'is only read with a REDIS_URL that begins with rediss',
    ],
    ['DATABASE_READ_URL', !config.DATABASE_URL && !!config.DATABASE_READ_URL, 'is only used with DATABASE_URL'],
    [
      'DATABASE_PASSWORD_FILE',
      !config.DATABASE_URL && !!config.DATABASE_PASSWORD_FILE,
      'is only used with DATABASE_URL',
    ],
    [
      'DATABASE_PASSWORD_FILE',
      !!config.DATABASE_PASSWORD_FILE && [config.DATABASE_URL, config.DATABASE_READ_URL].some(hasPassword),
      'needs a DATABASE_URL and DATABASE_READ_URL without a password; one of them has one',
    ],
    ['DATABASE_CA_FILE', !config.DATABASE_URL && !!config.DATABASE_CA_FILE, 'is only used with DATABASE_URL'],
    ['PORT', config.PORT === config.METRICS_PORT && config.PORT !== 0, 'is also METRICS_PORT; they need two ports'],
  ]
  return rules.flatMap(([name, broken, message]) => (broken ? [{ name, message }] : []))
}

/** Whoever can call may not be everybody, even where that is meant for reading. */
function writeClashes(config: Config): readonly (readonly [name: string, broken: boolean, message: string])[] {
  const { ENABLE_WRITES: writes, WRITE_ROLE_ARN: role, ESTATE } = config
  return [
    ['WRITE_ROLE_ARN', writes && role === undefined, 'ENABLE_WRITES=true needs a role of its own here'],
    ['WRITE_ROLE_ARN', !writes && role !== undefined, 'is only used with ENABLE_WRITES=true'],
    ['ENABLE_WRITES', writes && ESTATE !== 'aws', 'is of ESTATE=aws only'],
    [
      'ENABLE_WRITES',
      writes && isOpenToAll(config),
      'everybody who reaches this address could call; it needs API keys',
    ],
  ]
}

function costClashes({ COSTS, COSTS_FILE, ATHENA_DATABASE, ATHENA_TABLE, ATHENA_OUTPUT, ...config }: Config) {
  const readsFile = COSTS === 'file' || COSTS === 'focus'
  const isAthena = COSTS === 'athena'
  const hasTable = ATHENA_DATABASE !== undefined && ATHENA_TABLE !== undefined
  const isS3 = COSTS_FILE?.startsWith('s3://') === true
  const { COSTS_MAX_USD_PER_CALL: call, COSTS_MAX_USD_PER_DAY: day } = config
  const rules: (readonly [name: string, broken: boolean, message: string])[] = [
    ['COSTS_FILE', readsFile && !COSTS_FILE, `COSTS=${COSTS} needs the path of a bill here`],
    ['COSTS_FILE', !readsFile && !!COSTS_FILE, 'a bill is only read with COSTS=file or COSTS=focus'],
    ['COSTS_FILE', COSTS === 'file' && isS3, 'only COSTS=focus reads from S3'],
    ['ATHENA_TABLE', isAthena && !hasTable, 'COSTS=athena needs ATHENA_DATABASE and ATHENA_TABLE'],
    [
      'ATHENA_TABLE',
      !isAthena && [ATHENA_DATABASE, ATHENA_TABLE, ATHENA_OUTPUT].some((one) => one !== undefined),
      'Athena is only asked with COSTS=athena',
    ],
    ['COSTS_MAX_USD_PER_CALL', call > day, 'is more than COSTS_MAX_USD_PER_DAY'],
  ]
  return rules
}

const hasPassword = (url: string | undefined): boolean => url !== undefined && new URL(url).password !== ''

/** Whether anybody on the network may call; the banner and `/health` say so. */
export const isOpenToAll = ({ AUTH_MODE, HOST }: Pick<Config, 'AUTH_MODE' | 'HOST'>): boolean =>
  AUTH_MODE === 'none' && !isLoopback(HOST)

function invalidConfig(problems: readonly Problem[], given: Environment): AppError {
  const lines = problems.map(({ name, message }) => `  ${name}${shown(name, given[name])}: ${message}.`)
  const what = problems.length === 1 ? 'A setting is wrong' : `${problems.length} settings are wrong`
  return new AppError('invalid_config', `${what}:\n${lines.join('\n')}`, {
    hint: 'Every setting is explained by: npm run -s tagwarden -- config',
  })
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return ''
  return secretSettings.has(name) ? '' : `=${JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)}`
}
