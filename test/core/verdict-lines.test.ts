import { expect, test } from 'vitest'
import { billedName } from '../../server/core/verdict-lines.ts'

test.each([
  ['arn:aws:ec2:eu-west-1:111122223333:instance/i-1', 'ec2:instance', 'i-1'],
  ['arn:aws:s3:::logs', 's3:bucket', 'logs'],
  ['arn:aws:rds:eu-west-1:111122223333:db:main', 'rds:db', ''],
  ['i-1', 'ec2:instance', ''],
])('a bill calls %s of type %s "%s", besides its id', (id, type, name) => {
  expect(billedName(id, type)).toBe(name)
})
