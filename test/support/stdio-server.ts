// The sample surface on the standard streams of a process of its own.

import { serveMcpStdio } from '../../server/mcp/stdio.ts'
import { sampleSurface, writer } from './mcp-app.ts'

const { stdin, stdout } = process
await serveMcpStdio(sampleSurface(), {
  caller: writer,
  input: stdin,
  output: stdout,
  signal: new AbortController().signal,
})
