import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { tools } from '../../server/tools/index.ts'
import { newFolder } from '../support/demo-folder.ts'
import { openServices, startServices } from '../support/services.ts'
import { leastArguments } from '../support/tool-examples.ts'

const path = join(newFolder(), 'policy.json')
const good = { version: '2', required_tags: [{ name: 'Owner' }] }
const write = (policy: unknown) => writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy))
const reset = () => copyFileSync('policies/tagging_policy.json', path)

reset()
const server = await startServices({ POLICY_FILE: path })
const { ask, call, policy } = server

type Answer = {
  readonly policy: { readonly hash: string; readonly version: string; readonly problem: string | null }
  readonly totals: { readonly violating: number }
  readonly snapshot: { readonly id: string }
  readonly auditId: string
  readonly resources: readonly { readonly id: string }[]
}
const check = () => ask<Answer>('check_tag_compliance')

beforeEach(async () => {
  reset()
  await policy.reload()
})

test('a new policy judges the same snapshot anew, and every answer carries its hash', async () => {
  const before = await check()
  write(good)
  expect(await policy.reload()).toBe(true)
  const after = await check()
  expect(after.snapshot.id).toBe(before.snapshot.id)
  expect(after.policy).toMatchObject({ version: '2', problem: null })
  expect(after.policy.hash).not.toBe(before.policy.hash)
  expect(after.totals.violating).toBeLessThan(before.totals.violating)
})

test('back to the first policy its audit is found again', async () => {
  const before = await check()
  write(good)
  await policy.reload()
  reset()
  await policy.reload()
  expect((await check()).auditId).toBe(before.auditId)
})

test('a file written by somebody is noticed', async () => {
  write(good)
  await expect.poll(async () => (await check()).policy.version, { timeout: 5000 }).toBe('2')
})

describe('the last good policy stays in force', () => {
  test.each([
    ['the file is no JSON', '{', /does not load/],
    ['the file has mistakes', { version: '3', required_tag: [] }, /required_tag/],
  ])('when %s', async (_name, text, problem) => {
    const before = await check()
    write(text)
    expect(await policy.reload()).toBe(false)
    const after = await check()
    expect(after.policy).toEqual({ ...before.policy, problem: expect.stringMatching(problem) })
    expect(after.totals).toEqual(before.totals)
  })

  test('when the file is gone', async () => {
    rmSync(path)
    await policy.reload()
    expect((await check()).policy.problem).toContain('cannot be read')
  })

  test('until the file loads again', async () => {
    write('{')
    await policy.reload()
    write(good)
    await policy.reload()
    expect((await check()).policy).toMatchObject({ version: '2', problem: null })
  })
})

test('of a policy that does not load every answer says so', async () => {
  const { resources, auditId } = await check()
  const least = leastArguments({ ids: resources.map(({ id }) => id), auditId, since: '' })
  write('{')
  await policy.reload()
  for (const { name } of tools) {
    expect(await call(name, least[name])).toMatchObject({ ok: true, text: expect.stringContaining('does not load') })
  }
})

test('an editor that replaces the file is followed', async () => {
  writeFileSync(`${path}.new`, JSON.stringify(good))
  renameSync(`${path}.new`, path)
  await expect.poll(async () => (await check()).policy.version, { timeout: 5000 }).toBe('2')
})

test('a server does not start with a policy that does not load', async () => {
  write({ version: '1', required_tags: [{ name: '' }] })
  await expect(openServices({ POLICY_FILE: path })).rejects.toMatchObject({ code: 'invalid_policy' })
  rmSync(path)
  await expect(openServices({ POLICY_FILE: path })).rejects.toMatchObject({ code: 'unreadable' })
})
