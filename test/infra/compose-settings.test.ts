import { describe, expect, test } from 'vitest'
import { settings } from '../../server/config/settings.ts'
import { compose, readText, servers, service } from './compose-file.ts'

const text = readText('docker-compose.yml')
const settingNames = Object.keys(settings.shape)

describe('what it works with', () => {
  test.each(servers)('[A5] [A9] [A10] %s has the policies read-only, DATA_DIR=/data and Redis', (name) => {
    expect(service(name).volumes).toContain('./policies:/app/policies:ro')
    expect(service(name).environment).toMatchObject({
      DATA_DIR: '/data',
      POLICY_FILE: '/app/policies/tagging_policy.json',
      REDIS_URL: 'redis://redis:6379',
    })
  })

  test('the two servers on PostgreSQL share answers and limits with each other, not with the one on SQLite', () => {
    const prefixes = servers.map((name) => service(name).environment?.REDIS_PREFIX)
    expect(prefixes).toEqual([undefined, 'tagwarden-postgres', 'tagwarden-postgres'])
  })

  test('[A6] [A14] data survives in named volumes; a folder by choice', () => {
    expect(service('server').volumes).toContain(`\${DATA_VOLUME:-data}:/data`)
    expect(service('redis').volumes).toEqual(['redis-data:/data'])
    expect(service('postgres').volumes).toEqual(['postgres-data:/var/lib/postgresql/data'])
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(['data', 'redis-data', 'postgres-data']))
  })

  test.each(servers)(
    '[A8] [A17] [X23] [chk D4] %s sees AWS read-only, by profile or short-lived keys, once asked to',
    (name) => {
      expect(service(name).volumes).toContain(`\${AWS_FOLDER:-no-aws}:/home/app/.aws:ro`)
      expect(service(name).environment).toMatchObject({
        AWS_PROFILE: `\${AWS_PROFILE-default}`,
        AWS_SDK_LOAD_CONFIG: '1',
      })
      expect(service(name).env_file).toContainEqual({ path: 'secrets/aws.env', required: false })
    },
  )

  test('[X14] the region of AWS is taken over from here and has no default', () => {
    for (const name of servers) expect(service(name).environment).toHaveProperty('AWS_REGION', null)
  })

  test.each(servers)('[A4] [A26] [A27] [chk D7] %s is built anew when the source or a dependency changes', (name) => {
    const watched = service(name).develop?.watch.map(({ action, path }) => `${action} ${path}`)
    expect(watched).toEqual(['rebuild server', 'rebuild package-lock.json'])
  })
})

describe('secrets and settings', () => {
  test('[A21] [chk D6] the password of PostgreSQL is a file that Git and the image ignore', () => {
    expect(compose.secrets).toEqual({ 'database-password': { file: 'secrets/database-password' } })
    for (const name of ['replica-1', 'replica-2', 'postgres'])
      expect(service(name).secrets).toEqual(['database-password'])
    expect(readText('.gitignore').split('\n')).toEqual(expect.arrayContaining(['secrets/', '.env']))
  })

  test.each(['docker-compose.yml', '.env.example'])('[chk D6] %s holds no secret', (file) => {
    const written = readText(file).matchAll(/^[ #-]*['"]?([\w-]+)['"]?[ ]*[:=][ ]*(.*)$/gm)
    const secrets = [...written].filter(([, name = '', value = '']) => isSecret(name) && !isHarmless(value))
    expect(secrets.map(([line]) => line)).toEqual([])
    expect(readText(file)).not.toMatch(/:\/\/[^/\s]*:[^/@\s]+@|AKIA[A-Z\d]{16}|-----BEGIN/)
  })

  test('[A10] every variable given to a server is a setting', () => {
    const ours = servers.flatMap((name) => Object.keys(service(name).environment ?? {}))
    expect(ours.filter((name) => !settingNames.includes(name) && !ofOthers(name))).toEqual([])
  })

  test('[chk D6] .env.example names only settings and what docker-compose.yml asks for', () => {
    const given = [...readText('.env.example').matchAll(/^#?([A-Z][A-Z\d_]*)=/gm)].map(([, name = '']) => name)
    expect(given.length).toBeGreaterThan(5)
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name)
    const known = [...settingNames, ...asked, 'AWS_REGION', 'COMPOSE_PROFILES']
    expect(given.filter((name) => !known.includes(name))).toEqual([])
  })
})

const isSecret = (name: string) => /password|secret|token|credential|access_key|api_key/i.test(name)
/** Nothing, a path, a name or a list of names. */
const isHarmless = (value: string) => /^(|\/run\/secrets\/[\w-]+|\[[\w-]+\])$/.test(value)
/** Read by AWS's own library. */
const ofOthers = (name: string) => name.startsWith('AWS_')
