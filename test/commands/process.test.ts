// The command as a process of its own: streams, signals, exit status.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { temporaryFiles } from '../sources/file/support.ts'
import { ec2, lines, policyFile, violating } from './support.ts'

const { write } = temporaryFiles()
const policy = write('policy.json', JSON.stringify(policyFile))
const many = write(
  'many.ndjson',
  lines(...Array.from({ length: 20_000 }, (_, at) => ({ id: ec2(`i-${at}`), tags: {} }))),
)

const start = (...args: string[]): ChildProcess => spawn(process.execPath, ['server/cli.ts', ...args])
const audit = (inventory: string, ...args: string[]) =>
  start('audit', '--inventory', inventory, '--policy', policy, ...args)

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = ''
  for await (const chunk of stream ?? []) text += chunk
  return text
}

async function finished(child: ChildProcess) {
  const [out, err, [status, signal]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'exit'),
  ])
  return { out, err, status, signal }
}

test('an inventory on standard input', async () => {
  const child = audit('-', '--format', 'json')
  child.stdin?.end(lines(violating))
  const { out, err, status } = await finished(child)
  expect([err, status]).toEqual(['', 1])
  expect(JSON.parse(out).totals).toMatchObject({ resources: 1, violating: 1 })
})

test('a pipe gets the result alone: no colours, no progress', async () => {
  const { out, err, status } = await finished(audit(many))
  expect([err, status]).toEqual(['', 1])
  expect(out).toMatch(/^Score {5}0\.0 % compliant\n/)
  expect(out).not.toContain('\u001b')
})

test.each(['json', 'ndjson', 'csv'])('a reader of %s that has seen enough ends the run quietly', async (format) => {
  const child = audit(many, '--format', format)
  child.stdout?.once('data', () => child.stdout?.destroy())
  const [err, [status]] = await Promise.all([textOf(child.stderr), once(child, 'exit')])
  expect([err, status]).toEqual(['', 141])
})

test('a shell pipe into head ends quietly', async () => {
  const command = `"${process.execPath}" server/cli.ts audit --inventory "${many}" --policy "${policy}" --format ndjson | head -1`
  const { out, err, status } = await finished(spawn('sh', ['-c', command]))
  expect(JSON.parse(out)).toMatchObject({ id: ec2('i-0'), verdict: 'violating' })
  expect([err, status]).toEqual(['', 0])
})

test('a closed standard error ends quietly, too', async () => {
  const child = audit('none.ndjson')
  child.stderr?.destroy()
  const [out, [status]] = await Promise.all([textOf(child.stdout), once(child, 'exit')])
  expect([out, status]).toEqual(['', 141])
})

test('Ctrl-C in the middle of a long input ends quietly with 130', async () => {
  const child = audit('-', '--format', 'ndjson')
  child.stdin?.on('error', () => {})
  const bulk = lines(...Array.from({ length: 40_000 }, (_, at) => ({ id: ec2(`i-${at}`), tags: {} })))
  child.stdin?.write(bulk)
  child.stdout?.once('data', () => child.kill('SIGINT'))
  const { err, status, signal } = await finished(child)
  expect({ err, status, signal }).toEqual({ err: '', status: 130, signal: null })
})

test('a disk that is full is one sentence and no stack', async () => {
  const command = `"${process.execPath}" server/cli.ts audit --inventory "${many}" --policy "${policy}" --format csv >/dev/full`
  const { err, status } = await finished(spawn('sh', ['-c', command]))
  expect(status).toBe(2)
  expect(err).toBe('Cannot write the result: the system says ENOSPC.\nCheck the disk or the pipe.\n')
})

test('bad usage is exit 2 with nothing on stdout', async () => {
  const { out, err, status } = await finished(start('audti'))
  expect({ out, err, status }).toEqual({
    out: '',
    err: 'There is no command "audti".\nDid you mean "audit"?\n',
    status: 2,
  })
})
