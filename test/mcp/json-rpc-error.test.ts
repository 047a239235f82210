import { expect, test } from 'vitest'
import { AppError } from '../../server/core/errors.ts'
import { jsonRpcError } from '../../server/mcp/json-rpc-error.ts'

const fastifyError = (statusCode: number, code: string) =>
  Object.assign(new Error('as Fastify says it'), { statusCode, code })

test('a body that is no JSON is a parse error', () => {
  expect(jsonRpcError(fastifyError(400, 'FST_ERR_CTP_INVALID_JSON_BODY'))).toEqual({
    status: 400,
    body: {
      jsonrpc: '2.0',
      id: null,
      error: { code: -32700, message: 'Parse error: the request body is not valid JSON' },
    },
  })
})

test('what HTTP says by its status keeps that status', () => {
  expect(jsonRpcError(fastifyError(413, 'FST_ERR_CTP_BODY_TOO_LARGE'))).toMatchObject({
    status: 413,
    body: { error: { code: -32000, message: 'as Fastify says it' } },
  })
})

test('an error nobody foresaw says nothing of itself', () => {
  expect(jsonRpcError(new Error('password=hunter2'))).toEqual({
    status: 500,
    body: { jsonrpc: '2.0', id: null, error: { code: -32603, message: 'Internal server error' } },
  })
})

test('what is no error at all is one of ours', () => {
  expect(jsonRpcError('oops').status).toBe(500)
})

test('a refusal of ours keeps its code and hint, at the status the caller knows', () => {
  expect(jsonRpcError(new AppError('not_found', 'No such key.', { hint: 'Create one.' }), 401)).toEqual({
    status: 401,
    body: {
      jsonrpc: '2.0',
      id: null,
      error: { code: -32000, message: 'No such key.', data: { code: 'not_found', hint: 'Create one.' } },
    },
  })
})
