// What it writes is shown against AWS, in test/e2e/aws/writes.test.ts.

import { expect, test } from 'vitest'
import { listTools } from '../../server/mcp/tool-list.ts'
import { applyRemediationTool } from '../../server/tools/apply-remediation.ts'
import { tools, toolsFor } from '../../server/tools/index.ts'
import { startServices } from '../support/services.ts'

test('unless writes are enabled there is no such tool', async () => {
  const { call, gate } = await startServices()
  expect(gate.tools).toEqual(tools)
  expect(toolsFor({ ENABLE_WRITES: false })).not.toContain(applyRemediationTool)
  const refusal = await call('apply_remediation', { hash: `sha256:${'0'.repeat(64)}` })
  expect(refusal).toMatchObject({ ok: false, code: 'unknown_tool' })
})

test('where they are, it says that it writes, and who may', () => {
  const listed = listTools(toolsFor({ ENABLE_WRITES: true })).get('apply_remediation')
  expect(listed?.tool.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true, idempotentHint: true })
  expect(listed?.tool.scopes).toEqual(['audit:write'])
  expect(listed?.tool.description.length).toBeLessThanOrEqual(600)
})
