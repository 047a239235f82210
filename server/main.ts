// The process. Stripping types and compiling is nearly half of the CPU of a start, so its result is kept for the next.

import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Where the folder cannot be written, Node goes without and says nothing.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/tagwarden'))
await import('./serve.ts')
