// `pulumi preview --policy-pack policies/pack`, on the real engine: over our stacks, and over somebody else's program.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rules } from '../../policies/pack/rules.ts'
import { Lab } from './lab.ts'
import { broken, type Wanted } from './policy-pack/broken.ts'
import { listed, mandatoryOf } from './policy-pack/findings.ts'
import { find, missing, olderNode, without } from './programs.ts'
import { type Obliging, startObliging } from './standin/obliging.ts'
import { type Standin, startStandin } from './standin/standin.ts'

const pack = new URL('../../policies/pack', import.meta.url).pathname
const page = readFileSync(new URL('../../docs/policy-pack.md', import.meta.url), 'utf8')
const skipped = without('the policy pack', missing({ pulumi: find('pulumi') }))
const olderFolder = olderNode()
const noOlder =
  !skipped && without('the policy pack on an older Node', missing({ 'a Node older than 24': olderFolder }))
const preview = (lab: Lab, ...args: string[]) => lab.run('preview', '--policy-pack', pack, ...args)

const program = `
import { readFileSync } from 'node:fs'
import { CustomResource, ProviderResource } from '@pulumi/pulumi'
for (const { type, name, props, provider } of JSON.parse(readFileSync('wanted.json', 'utf8'))) {
  const made = provider && new ProviderResource('aws', name + '-provider', provider)
  new CustomResource(type, name, props, made && { provider: made })
}
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
  async function open(wanted: readonly Wanted[], nodeFolder?: string): Promise<Lab> {
    const options = { stack: 'test', ports: obliging.ports, ...(nodeFolder && { nodeFolder }) }
    const lab = await Lab.openOther(options, projectOf(wanted))
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
  test('default tags of a provider count, whether the program makes it or configuration does', async () => {
    const defaultTags = { tags: { Owner: few.Owner } }
    const given = { ...queue({ Environment: 'test' }), provider: { defaultTags: JSON.stringify(defaultTags) } }
    const lab = await open([given, { ...queue({ Environment: 'test' }), name: 'by-configuration' }])
    lab.set({ 'aws:defaultTags': defaultTags })
    const { code, out } = await preview(lab, ...configured(lab, { 'tags-follow-policy': minimal }))
    expect({ code, listed: listed(out) }).toEqual({ code: 0, listed: [] })
  })
  test('a level is changed by configuration, one by one or all', async () => {
    const lab = await open([queue({}), { ...group, props: { ...group.props, tags: {} } }])
    const one = {
      'tags-follow-policy': { ...minimal, enforcementLevel: 'disabled' },
      'log-ends-some-day': 'advisory',
    }
    const { code, out } = await preview(lab, ...configured(lab, one))
    expect({ code, listed: listed(out) }).toEqual({ code: 0, listed: ['advisory log-ends-some-day'] })
    const all = await preview(lab, ...configured(lab, { all: 'advisory' }))
    expect(all.code).toBe(0)
    expect(mandatoryOf(all.out)).toEqual([])
    expect(listed(all.out)).toContain('advisory tags-follow-policy')
  })
  test('the configuration that docs/policy-pack.md shows is taken, and excuses what it names', async () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? []
    const { 'tags-follow-policy': tagging, ...others } = JSON.parse(example)
    const bucket = (name: string): Wanted => ({ type: 'aws:s3/bucket:Bucket', name, props: { tags: few } })
    const lab = await open([bucket('website'), bucket('things')])
    const config = { 'tags-follow-policy': { ...tagging, ...minimal }, ...others }
    expect(mandatoryOf((await preview(lab, ...configured(lab, config))).out)).toEqual(['bucket-is-closed'])
  })
  test('a policy file that is not there stops the preview, and says where it was looked for', async () => {
    const lab = await open([queue(few)])
    const { code, out } = await preview(lab, ...configured(lab, { 'tags-follow-policy': { policyFile: 'none.json' } }))
    expect(code).not.toBe(0)
    expect(out).toContain('policyFile none.json cannot be read')
  })
  test.skipIf(noOlder)('on an older Node it says what it lacks; the Node of its own repository will do', async () => {
    const old = await preview(await open([queue(few)], olderFolder))
    expect(old.code).not.toBe(0)
    expect(old.out).toContain('The policy pack of Tagwarden needs Node 24')
    const own = new URL('../../node_modules/.bin', import.meta.url).pathname
    expect(mandatoryOf((await preview(await open([queue(few)], own))).out)).toEqual(['tags-follow-policy'])
  })
  test('a word that is no setting of the rule is refused', async () => {
    const lab = await open([queue(few)])
    const wrong = { 'tags-follow-policy': { packages: ['azure'] } }
    expect((await preview(lab, ...configured(lab, wrong))).code).not.toBe(0)
  })
})

describe.skipIf(skipped).each([
  { target: 'docker', environment: 'dev', packages: ['docker', 'docker-build', 'random'], untold: [] },
  {
    target: 'ecs',
    environment: 'prod',
    packages: ['aws', 'awsx', 'docker-build', 'random', 'tls'],
    // The containers of a task name what is made in the same run.
    untold: ['advisory container-cannot-change-itself', 'advisory container-is-not-privileged'],
  },
  { target: 'ec2', environment: 'prod', packages: ['aws', 'awsx', 'docker-build', 'random', 'tls'], untold: [] },
])('over our own stack, $target $environment', ({ target, environment, packages, untold }) => {
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

  test('a preview finds nothing, and says what it cannot tell', async () => {
    const { code, out } = await preview(lab)
    expect({ code, listed: listed(out).toSorted() }).toEqual({ code: 0, listed: untold })
    expect(out).toContain('tagwarden@v')
  })
  test('an up finds nothing, and knows everything', async () => {
    const { code, out } = await lab.run('up', '--yes', '--skip-preview', '--policy-pack', pack)
    expect({ code, listed: listed(out) }).toEqual({ code: 0, listed: [] })
    expect(out).toContain('tagwarden@v')
  })
})
