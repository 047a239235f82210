// What a person sees when the server has started: what it serves, where, and how to connect.

export type BannerInfo = {
  readonly version: string
  /** Without a slash at the end. */
  readonly url: string
  readonly metricsUrl: string
  readonly estate: string
  readonly policyHash: string
  readonly policyFile: string
  readonly store: string
  readonly authMode: 'none' | 'api-key'
  readonly isOpen: boolean
}

export function banner(info: BannerInfo): string {
  const { version, url, metricsUrl, estate, policyHash, policyFile, store } = info
  const rows: readonly (readonly [string, string])[] = [
    ['estate', estate === 'demo' ? 'demo, an invented company' : estate],
    ['policy', `${policyHash.slice(0, 19)}… (${policyFile})`],
    ['store', store],
    ['access', access(info)],
    ['MCP', `${url}/mcp`],
    ['REST', `${url}/api/v1/tools, described at ${url}/docs`],
    ['health', `${url}/health`],
    ['metrics', metricsUrl],
  ]
  const clients = connections(info)
  return [`Tagwarden ${version}`, '', ...rows.map(row), '', 'Connect:', ...clients.map(row), '', ''].join('\n')
}

const row = ([name, text]: readonly [string, string]) => `  ${name.padEnd(15)} ${text}`

function access({ authMode, isOpen }: BannerInfo): string {
  if (authMode === 'api-key') return 'callers with an API key'
  return isOpen ? 'OPEN: everybody who reaches this address, without a key' : 'everybody on this machine, without a key'
}

function connections({ url, authMode }: BannerInfo): readonly (readonly [string, string])[] {
  const hasKey = authMode === 'api-key'
  const header = hasKey ? ' --header "Authorization: Bearer $TAGWARDEN_KEY"' : ''
  const bridgeHeader = hasKey ? ' --header "Authorization:Bearer $TAGWARDEN_KEY"' : ''
  const curlHeader = hasKey ? ' -H "Authorization: Bearer $TAGWARDEN_KEY"' : ''
  const inspector = 'npx -y -p @modelcontextprotocol/inspector@2.12.0 mcp-inspector --cli'
  return [
    ['Claude Code', `claude mcp add --transport http tagwarden ${url}/mcp${header}`],
    ['Claude Desktop', `command: npx -y mcp-remote@0.15.1 ${url}/mcp --transport http-only${bridgeHeader}`],
    ['MCP Inspector', `${inspector} ${url}/mcp --transport http --method tools/list${header}`],
    ['curl', `curl -X POST ${url}/api/v1/tools/get_tagging_policy${curlHeader}`],
  ]
}

/** The name by which people on this machine call an address that is listened on. */
export function urlFor(host: string, port: number): string {
  const isHere = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'].includes(host)
  if (isHere) return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
