// Whether small calls stay quick while audits of 100,000 resources run: the same calls at the same pace, with and without.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { writeEstate } from './estate.ts'
import type { Bench } from './figures.ts'
import { startLoad } from './load.ts'
import { median } from './measure.ts'
import { startProduct } from './product.ts'
import { toolCall } from './tool-call.ts'

const resources = 100_000

const isolation: Bench = async ({ quick }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tagwarden-bench-'))
  const estate = join(folder, 'estate.ndjson')
  writeEstate(estate, resources)
  const product = await startProduct({ ESTATE: estate })
  const load = await startLoad()
  const message = { url: `${product.url}/mcp`, ...toolCall('get_tagging_policy', {}, '2026-07-28') }
  // 4 connections with pauses leave the server mostly idle: what is measured is waiting for somebody else's work.
  const smallCalls = async () =>
    (await load.send({ ...message, requests: quick ? 1000 : 3000, connections: 4, pauseMs: 5 })).p99Ms
  try {
    await smallCalls()
    const rounds: { idleMs: number; busyMs: number; audits: number }[] = []
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      const idleMs = await smallCalls()
      const audits = keepAuditing(product.url)
      const busyMs = await smallCalls()
      rounds.push({ idleMs, busyMs, audits: await audits.stop() })
    }
    const of = (figure: (round: (typeof rounds)[number]) => number) => median(rounds.map(figure))
    return [
      {
        ...{ name: 'p99 of small calls while audits run, over idle', unit: '×', goal: { atMost: 1.5 } },
        value: of(({ idleMs, busyMs }) => busyMs / idleMs),
      },
      { name: '  p99, idle', value: of(({ idleMs }) => idleMs), unit: 'ms', goal: null },
      { name: '  p99, while audits run', value: of(({ busyMs }) => busyMs), unit: 'ms', goal: null },
      { name: '  audits begun a round', value: of(({ audits }) => audits), unit: '', goal: null },
    ]
  } finally {
    load.stop()
    await product.close()
    await rm(folder, { recursive: true })
  }
}
export default isolation

/** One audit after the other, until told to stop; then the last one is waited for. */
function keepAuditing(url: string) {
  let isWanted = true
  const running = (async () => {
    let begun = 0
    while (isWanted) {
      begun++
      const { auditId } = await call(url, 'start_audit', {})
      while ((await call(url, 'get_audit', { auditId, limit: 1 })).status === 'working') await wait(100)
    }
    return begun
  })()
  return {
    stop: () => {
      isWanted = false
      return running
    },
  }
}

async function call(url: string, tool: string, args: object) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/tools/${tool}`, { method: 'POST', headers, body: JSON.stringify(args) })
  if (!answer.ok) throw new Error(`${tool}: ${await answer.text()}`)
  // Both tools answer with these, said by their output schemas.
  const { data } = (await answer.json()) as { data: { auditId: string; status: string } }
  return data
}
