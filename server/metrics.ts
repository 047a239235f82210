// Every metric, in one registry made by a function. Names are those of the dashboards and alerts.

import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { declareIn } from './metrics/declare.ts'
import { declareDomain } from './metrics/domain.ts'
import * as sets from './metrics/label-sets.ts'
import { scopes } from './tools/define.ts'

export type MetricsOptions = {
  /** The names of all tools: the only values of the label `tool`. */
  readonly tools: readonly string[]
  readonly version: string
  readonly node: string
  /** What we depend on, as named in `dependency`: `sqlite`, `redis` … */
  readonly dependencies: readonly string[]
  /** Event loop, garbage collection and process: off where a test compares series. */
  readonly runtime: boolean
}

export type Metrics = ReturnType<typeof createMetrics>

/** 0.5 and 1 are the limits of the latency objectives. */
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const bytesBuckets = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]

export function createMetrics({ tools, version, node, dependencies, runtime }: MetricsOptions) {
  const registry = new Registry()
  const { counter, gauge, histogram } = declareIn(registry)
  const tool = tools
  const dependency = dependencies
  const method = ['rest', ...sets.mcpMethods]

  if (runtime) collectDefaultMetrics({ register: registry })
  gauge('tagwarden_build_info', 'Version of the server and of Node', {
    version: [version],
    node: [node],
  }).set({ version, node }, 1)

  return {
    registry,
    tools: new Set(tools),

    // Requests: MCP by JSON-RPC method, and REST.
    requests: counter('tagwarden_requests_total', 'Requests by how they ended', {
      method,
      outcome: sets.requestOutcomes,
      protocol_version: sets.protocolVersions,
    }),
    requestSeconds: histogram('tagwarden_request_duration_seconds', 'Time to the end of the answer', secondsBuckets, {
      method,
      slo_class: ['interactive', 'admin'],
    }),
    requestsInFlight: gauge('tagwarden_requests_in_flight', 'Requests being answered', {}),
    requestBytes: histogram('tagwarden_request_bytes', 'Size of request bodies', bytesBuckets, {}),
    responseBytes: histogram('tagwarden_response_bytes', 'Size of answers', bytesBuckets, {}),

    // Tools, whichever way they are called.
    toolCalls: counter('tagwarden_tool_calls_total', 'Tool calls by how they ended', {
      tool,
      outcome: sets.callOutcomes,
    }),
    toolSeconds: histogram('tagwarden_tool_duration_seconds', 'Time in the gate and the tool', secondsBuckets, {
      tool,
    }),
    toolTokens: histogram(
      'tagwarden_tool_result_tokens_estimate',
      'Bytes of an answer divided by 4',
      [100, 250, 500, 1000, 2000, 4000, 6000, 10_000, 20_000],
      { tool },
    ),
    unknownTools: counter('tagwarden_unknown_tool_total', 'Calls of tools that do not exist', {}),

    // HTTP by route; routes appear at 0 when they are registered.
    httpRequests: counter('http_requests_total', 'HTTP requests', { route: [], method: [], status_class: [] }),
    httpSeconds: histogram('http_request_duration_seconds', 'Time to the end of the answer', secondsBuckets, {
      route: [],
      method: [],
    }),

    // Guards.
    budgetExhausted: counter('tagwarden_budget_exhausted_total', 'Calls refused by a budget', { scope: ['caller'] }),
    budgetUsed: histogram('tagwarden_budget_used_ratio', 'Share of a budget used, at each call', tenths, {}),
    loopsDetected: counter('tagwarden_loop_detected_total', 'Calls refused as repeats', { tool }),
    rateDecisions: counter('tagwarden_rate_limit_decisions_total', 'What the limiters said', {
      decision: ['allowed', 'refused'],
      limiter: ['rate', 'budget', 'loop'],
    }),
    rateFailOpen: counter('tagwarden_rate_limit_fail_open_total', 'Calls let through because nothing could count', {}),
    inputRejected: counter('tagwarden_input_rejected_total', 'Arguments too large or too deep', {
      reason: sets.inputReasons,
    }),

    // Who calls.
    authAttempts: counter('tagwarden_auth_attempts_total', 'Requests by how the caller was known', {
      method: ['none', 'api_key'],
      result: ['accepted', 'refused'],
      reason: sets.authResults,
    }),
    rbacDenied: counter('tagwarden_rbac_denied_total', 'Calls refused for want of a scope', { role: scopes, tool }),

    // What we stand on.
    cacheRequests: counter('tagwarden_cache_requests_total', 'Cached answers asked for', {
      result: ['hit', 'miss', 'stale', 'error'],
    }),
    dependencyUp: gauge('tagwarden_dependency_up', '1 while it answers', { dependency }),
    auditWriteFailures: counter('tagwarden_audit_write_failures_total', 'Entries of the log that were not written', {}),
    auditDropped: counter('tagwarden_audit_spool_dropped_total', 'Refusals that are in no log: the spool is full', {}),

    /** The connections to the database, counted whenever metrics are read. */
    observePool(counts: () => Readonly<Record<(typeof sets.poolStates)[number], number>>): void {
      new Gauge({
        ...{ name: 'tagwarden_database_connections', help: 'Connections by state; waiting are calls without one' },
        ...{ labelNames: ['state'], registers: [registry] },
        collect() {
          const now = counts()
          for (const state of sets.poolStates) this.set({ state }, now[state])
        },
      })
    },

    // Long work.
    jobRuns: counter('tagwarden_job_runs_total', 'Jobs by how they ended', {
      job: sets.jobNames,
      outcome: ['completed', 'failed', 'cancelled'],
    }),
    jobSeconds: histogram('tagwarden_job_duration_seconds', 'Time a job ran', secondsBuckets, { job: sets.jobNames }),

    ...declareDomain({ counter, gauge, histogram }),
  }
}

const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
