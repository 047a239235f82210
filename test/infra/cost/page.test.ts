import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Report, reportOf } from '../../../infra/cost/report.ts'
import { askedByTarget } from '../../../infra/which-stack.ts'
import { environments, sharedKeys } from '../../../stacks/config-keys.ts'
import { pageWith } from './page.ts'

Error.stackTraceLimit = 0

const url = new URL('../../../docs/deploy/cost.md', import.meta.url)
const inCloud = sharedKeys.shape.target.options.filter((target) => target !== 'docker')
const stacks = ['docker/dev', ...inCloud.flatMap((target) => environments.map((env) => `${target}/${env}`))]

test('[L16] docs/deploy/cost.md compares what the targets cost, as the tool says it', async () => {
  const reports: Report[] = []
  // One at a time: the SDK keeps the program it runs in global state.
  for (const name of stacks) {
    const [target = '', environment = ''] = name.split('/')
    reports.push(await reportOf(askedByTarget(target, environment)))
  }
  const page = pageWith(reports, readFileSync(url, 'utf8'))
  await expect(page).toMatchFileSnapshot('../../../docs/deploy/cost.md')
})

test('the page names every option of the command', async () => {
  const page = readFileSync(url, 'utf8')
  for (const option of ['--target', '--env', '--stack', '--format', '--compare', '--from', '--assert-max'])
    expect(page).toContain(option)
})
