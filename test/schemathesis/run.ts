// `npm run schemathesis`: requests made from /openapi.json, good and bad, against the product; exits with 1 if an answer is
// not as documented. Needs `schemathesis` in the path, which `.ci/run` installs.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProduct } from '../support/product-process.ts'

/** For each operation, besides those that walk along its schema: some 2,000 requests in all. */
const examples = '25'

const product = await startProduct()
// It leaves its notes where it runs.
const folder = await mkdtemp(join(tmpdir(), 'tagwarden-schemathesis-'))
const args = ['--config-file', join(import.meta.dirname, 'schemathesis.toml'), 'run', `${product.url}/openapi.json`]
const options = ['--generation-deterministic', '--exclude-checks', 'unsupported_method', '--max-examples', examples]
const child = spawn('schemathesis', [...args, ...options, '--no-color'], { cwd: folder, stdio: 'inherit' })
const [status] = await Promise.race([once(child, 'close'), once(child, 'error')])
await product.stop()
await product.removeData()
await rm(folder, { recursive: true })
if (product.log().includes('"level"')) console.error(product.log())
process.exitCode = status === 0 ? 0 : 1
