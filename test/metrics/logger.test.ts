import { expect, test } from 'vitest'
import { createLogger } from '../../server/logger.ts'

function loggedBy(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }))
  return lines.map((line) => JSON.parse(line))
}

test('a line is JSON with its time and level in words', () => {
  const [line] = loggedBy((logger) => logger.info({ region: 'eu-west-1' }, 'region scanned'))
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    region: 'eu-west-1',
    msg: 'region scanned',
  })
})

test('credentials and the texts of callers are not written', () => {
  const secret = {
    authorization: 'Bearer tw_1',
    apiKey: 'tw_1',
    headers: { a: 'tw_1' },
    body: 'tw_1',
    arguments: 'tw_1',
  }
  const lines = loggedBy((logger) => logger.info({ ...secret, request: secret, tags: { Owner: 'tw_1' } }, 'x'))
  expect(JSON.stringify(lines)).not.toContain('tw_1')
})

test('a line break in a text does not begin another line', () => {
  expect(loggedBy((logger) => logger.warn({ tool: 'a\n{"level":"fatal"}\u001b[2J' }, 'x'))).toHaveLength(1)
})

test('what is less severe than the level is left out', () => {
  expect(loggedBy((logger) => logger.debug({}, 'x'))).toEqual([])
})
