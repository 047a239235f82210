import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const entry = new URL('../../stacks/entry.js', import.meta.url).href

/** Runs the entry as the engine does, in a process that takes itself for another version of Node. */
async function startAs(version: string): Promise<string> {
  const script = [
    `Object.defineProperty(process, 'version', { value: '${version}' })`,
    `const { default: program } = await import('${entry}')`,
    `await program().catch((error) => console.log(error.__pulumiRunError === true, error.message))`,
  ].join('\n')
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  return stdout.trim()
}

test('an older Node is told what to run instead, in one sentence and without a stack trace', async () => {
  expect(await startAs('v20.20.2')).toBe(
    'true Tagwarden needs Node 24, and this is v20.20.2: run "npm run -s pulumi -- up", which takes the Node of the repository.',
  )
})

test('Node 24 gets as far as the program, which misses its configuration', async () => {
  expect(await startAs('v24.0.0')).toContain('tagwarden:target: ')
})

test('the engine finds a default export and nothing beside it, or it would refuse to start', async () => {
  const script = `console.log(Object.keys(await import('${entry}')).join())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  expect(stdout.trim()).toBe('default')
})
