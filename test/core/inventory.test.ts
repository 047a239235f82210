import { describe, expect, test } from 'vitest'
import { readInventoryItem } from '../../server/core/inventory.ts'

const id = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1'
const read = (fields: object) => readInventoryItem({ id, tags: {}, ...fields })

describe('a resource', () => {
  test('needs an ARN and tags; type, account and region are read from the ARN', () => {
    expect(readInventoryItem({ id, tags: { Owner: 'ada' } })).toStrictEqual({
      kind: 'resource',
      resource: {
        id,
        type: 'ec2:instance',
        account: '111122223333',
        region: 'eu-west-1',
        tags: { Owner: 'ada' },
      },
    })
  })

  test('may have every field', () => {
    const resource = {
      id,
      type: 'acme:rocket',
      account: 'other',
      region: 'moon-1',
      tags: {},
      createdAt: '2026-01-31T12:00:00Z',
      name: 'web',
      state: 'running',
      managed: false,
      monthlyCost: 12.5,
      sources: ['config', 'tagging'],
    }
    expect(readInventoryItem(resource)).toEqual({ kind: 'resource', resource })
  })

  test('account and region are empty where the ARN has none', () => {
    expect(readInventoryItem({ id: 'arn:aws:s3:::logs', tags: {} })).toMatchObject({
      resource: { type: 's3:bucket', account: '', region: '' },
    })
  })

  test('arn is accepted for id', () => {
    expect(readInventoryItem({ arn: id, tags: {} })).toMatchObject({ resource: { id } })
  })

  test('id goes before arn', () => {
    expect(read({ arn: 'arn:aws:s3:::logs' })).toMatchObject({ resource: { id, type: 'ec2:instance' } })
  })

  test('an id that is no ARN needs a type', () => {
    expect(read({ id: 'vm-1', type: 'acme:vm' })).toEqual({
      kind: 'resource',
      resource: { id: 'vm-1', type: 'acme:vm', account: '', region: '', tags: {} },
    })
    expect(read({ id: 'vm-1' })).toEqual({
      kind: 'bad',
      reason: '"type" is missing, and "vm-1" is not an ARN that tells it',
    })
  })

  test('so does an ARN that does not tell it; an empty type is none', () => {
    expect(read({ id: 'arn:aws:ec2:eu-west-1:1:/' })).toMatchObject({ kind: 'bad' })
    expect(read({ type: '' })).toMatchObject({ resource: { type: 'ec2:instance' } })
  })

  test('null is the same as absent', () => {
    const none = { type: null, account: null, region: null, createdAt: null, name: null, state: null, tagRead: null }
    expect(read({ ...none, managed: null, monthlyCost: null, sources: null, arn: null })).toEqual(read({}))
  })

  test('fields that nobody knows are left out', () => {
    expect(read({ colour: 'red' })).toEqual(read({}))
  })
})

describe('tags', () => {
  test('null means that they could not be read, and is never {}', () => {
    expect(read({ tags: null })).toMatchObject({ resource: { tags: null } })
  })

  test('must be there', () => {
    expect(readInventoryItem({ id })).toEqual({
      kind: 'bad',
      reason: '"tags" is missing: give an object, or null where the tags could not be read',
    })
  })

  test.each([['denied'], ['throttled'], ['error']])('with tagRead %s they are null, and may be left out', (tagRead) => {
    expect(read({ tagRead, tags: { Owner: 'ada' } })).toMatchObject({ resource: { tags: null } })
    expect(readInventoryItem({ id, tagRead })).toMatchObject({ resource: { tags: null } })
  })

  test('with tagRead ok they count', () => {
    expect(read({ tagRead: 'ok', tags: { Owner: 'ada' } })).toMatchObject({ resource: { tags: { Owner: 'ada' } } })
    expect(readInventoryItem({ id, tagRead: 'ok' })).toMatchObject({ kind: 'bad' })
  })

  test('may be called __proto__ or constructor', () => {
    expect(readInventoryItem(JSON.parse(`{"id":"${id}","tags":{"__proto__":"a","constructor":"b"}}`))).toEqual({
      kind: 'resource',
      resource: expect.objectContaining({ tags: JSON.parse('{"__proto__":"a","constructor":"b"}') }),
    })
  })
})

describe('a bad line is told in a sentence', () => {
  test.each<[unknown, string]>([
    [null, 'expected an object, found null'],
    [undefined, 'expected an object, found nothing'],
    [[], 'expected an object, found a list'],
    ['line', 'expected an object, found "line"'],
    [7, 'expected an object, found number 7'],
    [{}, '"id" is missing: give the full ARN'],
    [{ id: '' }, '"id" is missing: give the full ARN'],
    [{ id: 5 }, '"id" must be a string, found number 5'],
    [{ arn: {} }, '"arn" must be a string, found an object'],
    [{ id, type: 5 }, '"type" must be a string, found number 5'],
    [{ id, tags: {}, account: 111122223333 }, '"account" must be a string, found number 111122223333'],
    [{ id, tags: {}, region: ['eu'] }, '"region" must be a string, found a list'],
    [{ id, tags: {}, name: true }, '"name" must be a string, found boolean true'],
    [{ id, tags: {}, state: 1 }, '"state" must be a string, found number 1'],
    [{ id, tags: [] }, '"tags" must be an object or null, found a list'],
    [{ id, tags: 'none' }, '"tags" must be an object or null, found "none"'],
    [{ id, tags: { 'a\nb': 5 } }, 'tags["a\\nb"] must be a string, found number 5'],
    [{ id, tags: { a: null } }, 'tags["a"] must be a string, found null'],
    [{ id, tagRead: 'maybe' }, '"tagRead" is "maybe": expected one of ok, denied, throttled, error'],
    [{ id, tagRead: '' }, '"tagRead" is "": expected one of ok, denied, throttled, error'],
    [{ id, tagRead: 1 }, '"tagRead" must be a string, found number 1'],
    [{ id, tags: {}, createdAt: 'lately' }, '"createdAt" is "lately": expected a date such as 2026-01-31T12:00:00Z'],
    [{ id, tags: {}, createdAt: 5 }, '"createdAt" must be a string, found number 5'],
    [{ id, tags: {}, managed: 'yes' }, '"managed" must be true or false, found "yes"'],
    [{ id, tags: {}, monthlyCost: '5' }, '"monthlyCost" must be a number of dollars, 0 or more, found "5"'],
    [{ id, tags: {}, monthlyCost: [5] }, '"monthlyCost" must be a number of dollars, 0 or more, found a list'],
    [{ id, tags: {}, monthlyCost: -1 }, '"monthlyCost" must be a number of dollars, 0 or more, found number -1'],
    [
      { id, tags: {}, monthlyCost: Number.NaN },
      '"monthlyCost" must be a number of dollars, 0 or more, found number NaN',
    ],
    [{ id, tags: {}, sources: 'config' }, '"sources" must be a list of strings, found "config"'],
    [{ id, tags: {}, sources: ['config', 1] }, '"sources" must be a list of strings, found a list'],
    ['x'.repeat(61), `expected an object, found "${'x'.repeat(60)}…"`],
    ['x'.repeat(60), `expected an object, found "${'x'.repeat(60)}"`],
  ])('%j: %s', (item, reason) => {
    expect(readInventoryItem(item)).toEqual({ kind: 'bad', reason })
  })

  test('a cost may be nothing', () => {
    expect(read({ monthlyCost: 0 })).toMatchObject({ resource: { monthlyCost: 0 } })
  })

  test('an object that cannot be read at all is not a bad line but a fault of ours', () => {
    const broken = {
      get id(): string {
        throw new TypeError('broken')
      },
    }
    expect(() => readInventoryItem(broken)).toThrow('broken')
  })
})

describe('a coverage cell', () => {
  const cell = { account: '1', region: 'eu-west-1', type: 'ec2:instance', status: 'denied' }

  test('is a line of its own', () => {
    expect(readInventoryItem({ coverage: cell })).toEqual({ kind: 'coverage', cell })
  })

  test('may lack account and region', () => {
    expect(readInventoryItem({ coverage: { type: 'iam:role', status: 'ok' } })).toEqual({
      kind: 'coverage',
      cell: { account: '', region: '', type: 'iam:role', status: 'ok' },
    })
  })

  test.each([['ok'], ['partial'], ['throttled'], ['timeout'], ['error'], ['denied'], ['unsupported']])(
    'may be %s',
    (status) => {
      expect(readInventoryItem({ coverage: { ...cell, status } })).toMatchObject({ cell: { status } })
    },
  )

  const words = 'ok, partial, throttled, timeout, error, denied, unsupported'
  test.each<[unknown, string]>([
    [null, '"coverage" must be an object, found null'],
    [[], '"coverage" must be an object, found a list'],
    [{ ...cell, type: undefined }, '"coverage.type" is missing'],
    [{ ...cell, type: '' }, '"coverage.type" is missing'],
    [{ ...cell, status: 'fine' }, `"coverage.status" is "fine": expected one of ${words}`],
    [{ ...cell, status: 'OK' }, `"coverage.status" is "OK": expected one of ${words}`],
    [{ ...cell, status: undefined }, `"coverage.status" is nothing: expected one of ${words}`],
    [{ ...cell, account: 1 }, '"account" must be a string, found number 1'],
  ])('%j is a bad line: %s', (coverage, reason) => {
    expect(readInventoryItem({ coverage })).toEqual({ kind: 'bad', reason })
  })
})
