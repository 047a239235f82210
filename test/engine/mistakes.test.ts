import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Lab } from './lab.ts'
import { find, missing, olderNode, without } from './programs.ts'
import { type Standin, startStandin } from './standin/standin.ts'

const pulumi = find('pulumi')
const nodeFolder = olderNode()
const packages = ['docker', 'docker-build', 'random']
let standin: Standin
const labs: Lab[] = []

beforeAll(async () => {
  standin = await startStandin(packages, undefined)
})
afterAll(() => {
  for (const lab of labs) lab.close()
  standin.stop()
})

async function open(settings: Readonly<Record<string, unknown>>, nodeFolder?: string): Promise<Lab> {
  const lab = await Lab.open({ stack: 'dev', ports: standin.ports, ...(nodeFolder && { nodeFolder }) }, settings)
  labs.push(lab)
  return lab
}

describe.skipIf(without('mistakes', missing({ pulumi })))('a mistake', () => {
  test.each([
    ['tagwarden:enviroment', 'prod', 'tagwarden:enviroment is no setting; did you mean tagwarden:environment?'],
    ['tagwarden:docker', { prot: 1 }, 'tagwarden:docker.prot is no setting; did you mean tagwarden:docker.host?'],
  ])(
    'in the key %s is refused, with what was probably meant and without a stack trace',
    async (key, value, sentence) => {
      const { code, out } = await (await open({ [key]: value })).run('up', '--yes')
      expect(code).not.toBe(0)
      expect(out).toContain(sentence)
      expect(out).not.toMatch(/^\s+at /m)
      expect(standin.cloud.changes).toEqual([])
    },
  )
  test('in the passphrase is said in a sentence, before anything is made', async () => {
    const { code, out } = await (await open({})).runWithPassphrase('of another stack', 'up', '--yes')
    expect(code).not.toBe(0)
    expect(out).toContain('incorrect passphrase')
    expect(out).not.toMatch(/^\s+at /m)
    expect(standin.cloud.changes).toEqual([])
  })
})

const noOlder = without('an older Node', missing({ pulumi, 'a Node older than 24': nodeFolder }))

describe.skipIf(noOlder)('on an older Node', () => {
  test('pulumi up says what to run instead, in one sentence and without a stack trace', async () => {
    const { code, out } = await (await open({}, nodeFolder)).run('up', '--yes')
    expect(code).not.toBe(0)
    expect(out).toMatch(/Tagwarden needs Node 24, and this is v\d+\.\d+\.\d+: run "npm run -s pulumi -- up"/)
    expect(out).not.toMatch(/^\s+at /m)
    expect(standin.cloud.changes).toEqual([])
  })
  test('npm run -s pulumi runs the program on the Node of the repository', async () => {
    const { code, out } = await (await open({}, nodeFolder)).runByNpm('preview')
    expect(out).toContain('tagwarden-server')
    expect(code).toBe(0)
  })
})
