// The user data as a text: what shells, systemd and EC2 say of it before it runs anywhere.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentConfig } from '../../../components/aws/machines/boot/agent-config.ts'
import { bootScript } from '../../../components/aws/machines/boot/boot-script.ts'
import { quote } from '../../../components/aws/machines/boot/quote.ts'
import type { BootValues } from '../../../components/aws/machines/boot/values.ts'
import { sampleValues } from './sample-values.ts'
import { shellcheck, testWith } from './tools.ts'

const text = bootScript(sampleValues)
const files = [...text.matchAll(/^install -D -m (\d+) \/dev\/stdin (\S+) <<'(\w+)'\n([\s\S]*?)\n\3$/gm)]
const paths = files.map(([, , path]) => path)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tagwarden-boot-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('writes the scripts of all that it has to do', () => {
  expect(paths).toEqual([
    '/etc/tagwarden/values',
    '/opt/aws/amazon-cloudwatch-agent/etc/tagwarden.json',
    '/etc/systemd/system/tagwarden.service',
    '/etc/systemd/system/tagwarden-end.service',
    ...['shared', 'read-settings', 'migrate', 'serve', 'await-end'].map((name) => `/opt/tagwarden/${name}`),
  ])
})
test('fits into the 16 KiB of user data, with long names too', () => {
  const long = `arn:aws:secretsmanager:ap-southeast-2:123456789012:secret:${'n'.repeat(200)}`
  const secretArns = { DATABASE_URL: long, REDIS_URL: long, API_KEY_HASHES: long }
  expect(Buffer.byteLength(bootScript({ ...sampleValues, secretArns }))).toBeLessThan(16_384)
})
test('what does not fit is refused', () => {
  const serverLogin = 'n'.repeat(16_384)
  expect(() => bootScript({ ...sampleValues, serverLogin })).toThrow(/^boot script: \d+ bytes, and EC2 takes 16384$/)
})

const wrong: readonly [string, Partial<BootValues>, string][] = [
  ['an image without its digest', { image: 'registry/tagwarden:1' }, 'image: expected registry/name@sha256:'],
  ['a path that is none', { parameterPath: 'tagwarden' }, 'parameterPath: expected a path such as /a/b/'],
  ['an id that would end the line of fstab', { files: { fileSystemId: 'fs-1 x', accessPointId: 'a' } }, 'fileSystemId'],
  ['options in an id', { files: { fileSystemId: 'fs-1', accessPointId: 'a,exec' } }, 'accessPointId'],
  ['a line break', { serverLogin: 'a\nreboot' }, 'server_login holds a control character'],
  ['a line break in a region', { region: 'eu\n' }, 'AWS_DEFAULT_REGION holds a control character'],
]
test.each(wrong)('refuses %s', (_, values, message) => {
  expect(() => bootScript({ ...sampleValues, ...values })).toThrow(message)
})
test('[chk B8] has nothing that a value could expand: a shell reads each as it was given', () => {
  const value = fc.string({ unit: 'grapheme' }).filter((given) => !/\p{Cc}/u.test(given))
  fc.assert(
    fc.property(
      fc.array(fc.oneof(value, fc.constantFrom("'", '$(id)', '`id`', '"$HOME"', '\\')), { minLength: 1 }),
      (values) => {
        const words = values.map((given) => quote('value', given)).join(' ')
        const read = execFileSync('bash', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' })
        expect(read.split('\0').slice(0, -1)).toEqual(values)
      },
    ),
    { numRuns: 25 },
  )
})

test('is a script that bash understands, with all the scripts in it', () => {
  for (const script of [text, ...scripts().map(([, body]) => body)])
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
})
const scripts = () =>
  files
    .filter(([, , path = '']) => /^\/opt\/tagwarden|values$/.test(path))
    .map(([, , path = '', , body = '']) => [path, body] as const)

testWith(['shellcheck'], 'shellcheck finds nothing in it', () => {
  const put = (path: string, body: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    // What is read at run time is read from here.
    writeFileSync(join(folder, path), body.replaceAll(/^\. (?=\/)/gm, `. ${folder}`))
    return join(folder, path)
  }
  const written = [...scripts().map(([path, body]) => put(path, body)), put('/user-data', text)]
  const checked = written.filter((path) => !path.endsWith('/values') && !path.endsWith('/shared'))
  const { status, stdout } = spawnSync(shellcheck ?? '', ['-x', ...checked], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

test('[B6] [H33] [chk B15] the agent ships its two logs and measures memory, swap and disk, of the group too', () => {
  const { metrics, logs } = JSON.parse(agentConfig(sampleValues))
  expect(metrics.namespace).toBe('Tagwarden/staging')
  expect(Object.keys(metrics.metrics_collected)).toEqual(['mem', 'swap', 'disk'])
  for (const each of Object.values<{ append_dimensions: object }>(metrics.metrics_collected))
    expect(each.append_dimensions).toEqual({ AutoScalingGroupName: 'tagwarden-staging' })
  expect(metrics.aggregation_dimensions).toEqual([['AutoScalingGroupName']])
  expect(logs.logs_collected.files.collect_list).toEqual([
    expect.objectContaining({ file_path: '/var/log/messages', log_group_name: '/tagwarden/staging/system' }),
    expect.objectContaining({
      file_path: '/var/log/cloud-init-output.log',
      log_group_name: '/tagwarden/staging/system',
    }),
  ])
})
test('[X8] traces go from the server to the agent of its instance', () => {
  const { traces } = JSON.parse(agentConfig(sampleValues))
  expect(traces.traces_collected.otlp.http_endpoint).toBe('127.0.0.1:4318')
  expect(text).toContain('--env OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 ')
})
