// A server on SQLite that is killed in the middle of a scan.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { writeLargeEstate } from '../support/large-estate.ts'
import { startProduct } from '../support/product-process.ts'

const patience = { timeout: 120_000, interval: 20 }

test('the next one goes on with its audit under the same handle', async () => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'tagwarden-killed-'))
  onTestFinished(() => rmSync(DATA_DIR, { recursive: true, force: true }))
  const ESTATE = join(DATA_DIR, 'large.ndjson')
  await writeLargeEstate(ESTATE, 200_000)
  const first = await startProduct({ DATA_DIR, ESTATE })
  const { auditId } = await ask(first.url, 'start_audit')
  await vi.waitFor(async () => {
    expect((await ask(first.url, 'get_audit', { auditId })).resources).toBeGreaterThan(8192)
  }, patience)
  process.kill(first.pid, 'SIGKILL')
  const next = await startProduct({ DATA_DIR, ESTATE })
  onTestFinished(() => void next.stop())
  await vi.waitFor(async () => {
    const answer = await ask(next.url, 'get_audit', { auditId })
    expect(answer).toMatchObject({ status: 'completed', totals: { resources: 200_000 } })
  }, patience)
})

async function ask(url: string, tool: string, given: object = {}) {
  const response = await fetch(`${url}/api/v1/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
  })
  return ((await response.json()) as { data: Record<string, unknown> }).data
}
