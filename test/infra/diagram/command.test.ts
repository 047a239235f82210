import { expect, test } from 'vitest'
import { pageWith } from '../../../infra/diagram/pages.ts'
import { runCommand } from '../../../infra/run-command.ts'

async function diagram(...args: string[]) {
  const said = { out: '', err: '' }
  const status = await runCommand(['diagram', ...args], {
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
  })
  return { status, ...said }
}

test('[E31] it prints a picture in words and as Mermaid', async () => {
  const { status, out } = await diagram('--target', 'docker', '--env', 'dev')
  expect(status).toBe(0)
  expect(out).toContain('From agents and people to server (127.0.0.1:8000).')
  expect(out).toContain('```mermaid\nflowchart TB\n')
})

test('[E31] a stack is drawn with its own settings', async () => {
  const { out } = await diagram('--stack', 'example-ecs')
  expect(out).toContain('to a mailbox')
})

test.each([
  { args: ['--target', 'doker', '--env', 'dev'], says: 'Did you mean docker?' },
  { args: ['--target', 'ecs'], says: 'diagram: which stack? --env is missing.' },
  { args: ['--wirte'], says: 'Did you mean --write?' },
])('$args is refused, with a way out', async ({ args, says }) => {
  const { status, err } = await diagram(...args)
  expect(status).toBe(2)
  expect(err).toContain(says)
})

test('a page without a place for a diagram is left alone', () => {
  expect(() => pageWith('picture', '# Page')).toThrow('no place for a diagram')
})
