// `pulumi preview --policy-pack policies/pack`, on the real engine: over our stacks, and over somebody else's program.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rules } from '../../policies/pack/rules.ts'
import { Lab } from './lab.ts'
import { broken, type Wanted } from './policy-pack/broken.ts'
import { listed, mandatoryOf } from './policy-pack/findings.ts'
import { find, missing, without } from './programs.ts'
import { type Obliging, startObliging } from './standin/obliging.ts'
import { type Standin, startStandin } from './standin/standin.ts'

const pack = new URL('../../policies/pack', import.meta.url).pathname
const skipped = without('the policy pack', missing({ pulumi: find('pulumi') }))
const preview = (lab: Lab, ...args: string[]) => lab.run('preview', '--policy-pack', pack, ...args)

const program = `
import { CustomResource } from '@pulumi/pulumi'
import wanted from './wanted.json' with { type: 'json' }
for (const { type, name, props } of wanted) new CustomResource(type, name, props)
`
const projectOf = (wanted: readonly Wanted[]) => ({
  'Pulumi.yaml': 'name: shop\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n',
  'package.json': JSON.stringify({ name: 'shop', type: 'module', main: 'index.js' }),
  'index.js': program,
  'wanted.json': JSON.stringify(wanted),
})

describe.skipIf(skipped)('over somebody else’s program', () => {
  const labs: Lab[] = []
  let obliging: Obliging
  beforeAll(async () => {
    obliging = await startObliging(['aws', 'kubernetes'])
  })
  afterAll(() => {
    for (const lab of labs) lab.close()
    obliging.stop()
  })
  async function open(wanted: readonly Wanted[]): Promise<Lab> {
    const lab = await Lab.openOther({ stack: 'test', ports: obliging.ports }, projectOf(wanted))
    labs.push(lab)
    return lab
  }
  const configured = (lab: Lab, config: object) => [
    '--policy-pack-config',
    lab.write('policies.json', JSON.stringify(config)),
  ]
  const queue = (tags: object): Wanted => ({ type: 'aws:sqs/queue:Queue', name: 'orders', props: { tags } })
  const group: Wanted = { type: 'aws:cloudwatch/logGroup:LogGroup', name: 'log', props: { kmsKeyId: 'arn:key' } }
  const few = { Owner: 'shop@example.com', Environment: 'test' }
  const minimal = { policyFile: new URL('../../policies/examples/minimal.json', import.meta.url).pathname }

  test('a program that breaks every mandatory rule hears of each, once', async () => {
    const { code, out } = await preview(await open(broken))
    const mandatory = rules.filter(({ enforcementLevel }) => enforcementLevel === 'mandatory')
    expect(mandatoryOf(out).toSorted()).toEqual(mandatory.map(({ name }) => name).toSorted())
    expect(code).not.toBe(0)
  })
  test('another tagging policy decides, by configuration', async () => {
    const lab = await open([queue(few)])
    expect(mandatoryOf((await preview(lab)).out)).toEqual(['tags-follow-policy'])
    const { code, out } = await preview(lab, ...configured(lab, { 'tags-follow-policy': minimal }))
    expect({ code, listed: listed(out) }).toEqual({ code: 0, listed: [] })
  })
  test('a level is changed by configuration, one by one or all', async () => {
    const lab = await open([queue({}), { ...group, props: { ...group.props, tags: {} } }])
    const one = { 'tags-follow-policy': { ...minimal, enforcementLevel: 'disabled' }, 'log-ends-some-day': 'advisory' }
    const { code, out } = await preview(lab, ...configured(lab, one))
    expect({ code, listed: listed(out) }).toEqual({ code: 0, listed: ['advisory log-ends-some-day'] })
    const all = await preview(lab, ...configured(lab, { all: 'advisory' }))
    expect(all.code).toBe(0)
    expect(mandatoryOf(all.out)).toEqual([])
    expect(listed(all.out)).toContain('advisory tags-follow-policy')
  })
  test('a policy file that is not there stops the preview, and says where it was looked for', async () => {
    const lab = await open([queue(few)])
    const { code, out } = await preview(lab, ...configured(lab, { 'tags-follow-policy': { policyFile: 'none.json' } }))
    expect(code).not.toBe(0)
    expect(out).toContain('policyFile none.json cannot be read')
  })
  test('a word that is no setting of the rule is refused', async () => {
    const lab = await open([queue(few)])
    const wrong = { 'tags-follow-policy': { packages: ['azure'] } }
    expect((await preview(lab, ...configured(lab, wrong))).code).not.toBe(0)
  })
})

describe.skipIf(skipped).each([
  { target: 'docker', environment: 'dev', packages: ['docker', 'docker-build', 'random'] },
  { target: 'ecs', environment: 'prod', packages: ['aws', 'awsx', 'docker-build', 'random', 'tls'] },
])('over our own stack, $target $environment', ({ target, environment, packages }) => {
  let standin: Standin
  let lab: Lab
  beforeAll(async () => {
    standin = await startStandin(packages, undefined)
    lab = await Lab.open(
      { stack: environment, ports: standin.ports },
      { 'aws:region': 'eu-west-1', 'tagwarden:target': target, 'tagwarden:environment': environment },
    )
  })
  afterAll(() => {
    lab?.close()
    standin?.stop()
  })

  test('a preview breaks no mandatory rule', async () => {
    const { code, out } = await preview(lab)
    expect(mandatoryOf(out)).toEqual([])
    expect(out).toContain('tagwarden@v')
    expect(code).toBe(0)
  })
  test('an up breaks none either, when everything is known', async () => {
    const { code, out } = await lab.run('up', '--yes', '--skip-preview', '--policy-pack', pack)
    expect(mandatoryOf(out)).toEqual([])
    expect(code).toBe(0)
  })
})
