// The OpenAPI 3.1 description of the REST API, from the same zod schemas that are enforced.

import { inputSchemaOf, type JsonSchema, outputSchemaOf } from '../gate/json-schema.ts'
import type { Tool } from '../tools/define.ts'
import { toolPath } from './rest.ts'

export type OpenApiOptions = { readonly version: string; readonly needsKey: boolean }

export function openApiDocument(tools: readonly Tool[], { version, needsKey }: OpenApiOptions) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tagwarden',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Which cloud resources break the tagging policy, what that costs, and what to do about it.',
    },
    servers: [{ url: '/' }],
    ...(needsKey && { security: [{ bearer: [] }, { apiKey: [] }] }),
    paths: {
      ...Object.fromEntries(tools.map((tool) => [toolPath(tool.name), { post: operation(tool) }])),
      '/api/v1/tools': { get: listOperation },
      ...healthPaths,
    },
    components: {
      schemas: { ...ownSchemas, ...Object.assign({}, ...tools.map(schemasOf)) },
      responses: failures,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  }
}

function operation(tool: Tool) {
  const { name, title, description, scopes } = tool
  const isRequired = Array.isArray(inputSchemaOf(tool).required)
  return {
    operationId: name,
    summary: title,
    description,
    tags: ['tools'],
    'x-scopes': scopes,
    requestBody: { required: isRequired, content: json(`${name}_input`) },
    responses: { 200: { description: 'The answer.', content: json(`${name}_answer`) }, ...failureRefs(allFailures) },
  }
}

function schemasOf(tool: Tool): Record<string, unknown> {
  const { name } = tool
  return {
    [`${name}_input`]: placed(inputSchemaOf(tool), `${name}_input`),
    [`${name}_output`]: placed(outputSchemaOf(tool), `${name}_output`),
    [`${name}_answer`]: {
      type: 'object',
      required: ['data', 'text', 'links'],
      properties: {
        data: ref(`${name}_output`),
        text: { type: 'string', description: 'A short summary, and the next step.' },
        links: { type: 'array', items: ref('Link') },
      },
    },
  }
}

const ref = (schema: string) => ({ $ref: `#/components/schemas/${schema}` })
const json = (schema: string) => ({ 'application/json': { schema: ref(schema) } })

/** A schema refers to its own parts by `#/…`; inside the document they lie elsewhere. */
function placed(schema: JsonSchema, name: string): unknown {
  const move = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(move)
    if (typeof value !== 'object' || value === null) return value
    const fields = Object.entries(value).filter(([key]) => key !== '$schema')
    return Object.fromEntries(
      fields.map(([key, field]) => [
        key,
        key === '$ref' && typeof field === 'string' ? field.replace(/^#/, `#/components/schemas/${name}`) : move(field),
      ]),
    )
  }
  return move(schema)
}

const ownSchemas = {
  Error: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string', description: 'For programs: `invalid_arguments`, `rate_limited` …' },
          message: { type: 'string' },
          hint: { type: 'string', description: 'What to do instead.' },
          retryAfterS: { type: 'integer', description: 'When the same call may be tried again.' },
        },
      },
    },
  },
  Link: {
    type: 'object',
    required: ['uri', 'name', 'mimeType', 'description'],
    properties: Object.fromEntries(
      ['uri', 'name', 'mimeType', 'description'].map((field) => [field, { type: 'string' }]),
    ),
  },
  Status: { type: 'object', required: ['status'], properties: { status: { type: 'string' } } },
}

const descriptions: Readonly<Record<string, string>> = {
  400: 'The body or the arguments break the schema; the message names the place and what was expected.',
  401: 'An API key is needed.',
  403: 'The key lacks a scope, or the host or origin is foreign.',
  404: 'What was asked for is not there.',
  409: 'It clashes with what is there.',
  413: 'The body or the arguments are too large.',
  415: 'The body has to be application/json.',
  422: 'The arguments keep to the schema, but mean nothing: a time zone that does not exist, a broken policy.',
  429: 'Too many calls, or the same call again and again.',
  500: 'A fault on our side; the message names the event in the log.',
  503: 'Not ready; try again later.',
}
const allFailures = Object.keys(descriptions)

const failures = Object.fromEntries(
  Object.entries(descriptions).map(([status, description]) => [
    `E${status}`,
    { description, content: json('Error'), ...(status === '429' && { headers: retryAfter() }) },
  ]),
)

function retryAfter() {
  return { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } }
}

const failureRefs = (statuses: readonly string[]) =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/E${status}` }]))

const listOperation = {
  operationId: 'list_tools',
  summary: 'All tools with their schemas',
  tags: ['tools'],
  responses: {
    200: {
      description: 'The tools.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['tools'],
            properties: { tools: { type: 'array', items: { type: 'object' } } },
          },
        },
      },
    },
    ...failureRefs(['401', '403', '500', '503']),
  },
}

const status = { description: 'How it is.', content: json('Status') }
const probe = (operationId: string, summary: string) => ({
  get: {
    operationId,
    summary,
    tags: ['health'],
    security: [],
    responses: { 200: status, 503: status, ...failureRefs(['403', '500']) },
  },
})
const healthPaths = {
  '/health': probe('health', 'A summary for people; details for callers'),
  '/health/live': probe('live', 'Whether the process answers'),
  '/health/ready': probe('ready', 'Whether it may get requests'),
  '/health/startup': probe('startup', 'Whether it has started'),
}
