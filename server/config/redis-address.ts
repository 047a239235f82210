// Where Redis is: one server, a group that Sentinels watch, or a cluster.

export type RedisNode = { readonly host: string; readonly port: number }

export type RedisAddress = {
  /** At least one. Of a group: its Sentinels. Of a cluster: those to ask for the others. */
  readonly nodes: readonly RedisNode[]
  readonly username: string | undefined
  readonly password: string | undefined
  readonly isEncrypted: boolean
} & (
  | { readonly kind: 'single'; readonly database: number }
  | { readonly kind: 'sentinel'; readonly group: string }
  | { readonly kind: 'cluster' }
)

export const redisForms =
  'redis://host:port, redis+sentinel://host:port,host:port/group or redis+cluster://host:port,host:port, each with user:password@ before the hosts if needed, and rediss for TLS'

const form = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([^/?#]*))?$/

/** `undefined` for anything else. */
export function readRedisAddress(text: string): RedisAddress | undefined {
  const [, scheme, kind = 'single', credentials = '', hosts = '', path = ''] = form.exec(text) ?? []
  const nodes = hosts.split(',').map((host) => readNode(host, kind === 'sentinel' ? 26_379 : 6379))
  const login = readLogin(credentials)
  if (scheme === undefined || login === undefined || !nodes.every((node) => node !== undefined)) return undefined
  const shared = { nodes, ...login, isEncrypted: scheme === 'rediss' }
  if (kind === 'cluster') return path === '' ? { ...shared, kind } : undefined
  if (kind === 'sentinel') return path === '' ? undefined : { ...shared, kind, group: path }
  const isOne = nodes.length === 1 && /^\d{0,4}$/.test(path)
  return isOne ? { ...shared, kind: 'single', database: Number(path) } : undefined
}

function readNode(text: string, defaultPort: number): RedisNode | undefined {
  const [, bracketed, plain, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = bracketed ?? plain
  const number = port === undefined ? defaultPort : Number(port)
  return host === undefined || number < 1 || number > 65_535 ? undefined : { host, port: number }
}

/** `user:password`, `:password` or nothing, percent-encoded. */
function readLogin(text: string): Pick<RedisAddress, 'username' | 'password'> | undefined {
  if (text === '') return { username: undefined, password: undefined }
  const [, username = '', password = ''] = /^([^:]*):([^:]*)$/.exec(text) ?? []
  if (password === '') return undefined
  try {
    return { username: decodeURIComponent(username) || undefined, password: decodeURIComponent(password) }
  } catch {
    // A bare % sign: no percent-encoded text.
    return undefined
  }
}
