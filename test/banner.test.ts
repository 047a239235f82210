import { expect, test } from 'vitest'
import { banner, urlFor } from '../server/banner.ts'

const info = {
  version: '0.1.0',
  url: 'http://localhost:8000',
  metricsUrl: 'http://localhost:9464/metrics',
  estate: 'demo',
  policyHash: `sha256:${'4f'.repeat(32)}`,
  policyFile: 'policies/tagging_policy.json',
  store: 'SQLite in ./data',
  authMode: 'none',
  isOpen: false,
} as const

test('the banner says what is served, where, and how to connect', () => {
  expect(banner(info)).toBe(`Tagwarden 0.1.0

  estate          demo, an invented company
  policy          sha256:4f4f4f4f4f4f… (policies/tagging_policy.json)
  store           SQLite in ./data
  access          everybody on this machine, without a key
  MCP             http://localhost:8000/mcp
  REST            http://localhost:8000/api/v1/tools, described at http://localhost:8000/docs
  health          http://localhost:8000/health
  metrics         http://localhost:9464/metrics

Connect:
  Claude Code     claude mcp add --transport http tagwarden http://localhost:8000/mcp
  Claude Desktop  command: npx -y mcp-remote@0.15.1 http://localhost:8000/mcp --transport http-only
  MCP Inspector   npx -y -p @modelcontextprotocol/inspector@2.12.0 mcp-inspector --cli http://localhost:8000/mcp --transport http --method tools/list
  curl            curl -X POST http://localhost:8000/api/v1/tools/get_tagging_policy

`)
})

test('with keys, every client is shown where its key goes', () => {
  const text = banner({ ...info, authMode: 'api-key' })
  expect(text).toContain('access          callers with an API key')
  expect(text.match(/Authorization: ?Bearer \$TAGWARDEN_KEY/g)).toHaveLength(4)
})

test('an open server is said to be open', () => {
  expect(banner({ ...info, isOpen: true })).toContain('OPEN: everybody who reaches this address, without a key')
})

test.each([
  ['0.0.0.0', 'http://localhost:8000'],
  ['::1', 'http://localhost:8000'],
  ['tags.example.com', 'http://tags.example.com:8000'],
  ['fd00::1', 'http://[fd00::1]:8000'],
])('what listens on %s is called %s', (host, url) => {
  expect(urlFor(host, 8000)).toBe(url)
})
