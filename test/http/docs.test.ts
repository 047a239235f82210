import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { sampleApp } from '../support/sample-app.ts'

const documented = async () => {
  const parts = await sampleApp()
  return { ...parts, document: (await parts.app.inject('/openapi.json')).json() }
}

test('every tool is described, with every way in which it can fail', async () => {
  const { document, gate } = await documented()
  for (const { name, title, description } of gate.tools) {
    const { post } = document.paths[`/api/v1/tools/${name}`]
    expect(post).toMatchObject({ operationId: name, summary: title, description })
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '413', '415', '429', '500', '503']),
    )
  }
})

test('every path that is described is there', async () => {
  const { document, app } = await documented()
  for (const [url, methods] of Object.entries<object>(document.paths)) {
    for (const method of Object.keys(methods)) {
      expect(app.hasRoute({ url, method: method === 'get' ? 'GET' : 'POST' }), `${method} ${url}`).toBe(true)
    }
  }
})

test('every reference leads somewhere', async () => {
  const { document } = await documented()
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  expect(references.length).toBeGreaterThan(10)
  for (const path of references) {
    const target = path.split('/').reduce((node, step) => node?.[step], document)
    expect(target, path).toBeDefined()
  }
})

test('answers and failures keep to their schemas', async () => {
  const { document, post } = await documented()
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'doc', components: document.components })
  const answer = await post('echo_arguments', { limit: 3 })
  expect(ajv.validate({ $ref: 'doc#/components/schemas/echo_arguments_answer' }, answer.json()), ajv.errorsText()).toBe(
    true,
  )
  const failure = await post('echo_arguments', { limit: 0 })
  expect(ajv.validate({ $ref: 'doc#/components/schemas/Error' }, failure.json()), ajv.errorsText()).toBe(true)
})

test('the page gets the same description', async () => {
  const { app, document } = await documented()
  expect((await app.inject('/docs/json')).json()).toEqual(document)
})

test('keys are asked for only where they are needed', async () => {
  const open = await sampleApp()
  const secured = await sampleApp({ env: { API_KEY_HASHES: `sha256:${'a'.repeat(64)}` } })
  expect((await open.app.inject('/openapi.json')).json()).not.toHaveProperty('security')
  expect((await secured.app.inject('/openapi.json')).json()).toMatchObject({
    security: [{ bearer: [] }, { apiKey: [] }],
  })
})

test('the page at /docs loads only what its policy allows', async () => {
  const { app } = await sampleApp()
  const page = await app.inject('/docs')
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  expect(page.body).not.toMatch(/<script>|<style>|src="https?:/)
  const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) expect((await app.inject(file)).statusCode, file).toBe(200)
})
