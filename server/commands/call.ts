// `call`: any tool from a shell, by the running server or without one.

import { randomUUID } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import { scopes } from '../tools/define.ts'
import { type Command, exit, readArgs } from './command.ts'

const options = {
  arg: { type: 'string', multiple: true },
  json: { type: 'string' },
  list: { type: 'boolean', default: false },
} as const

export const callTool: Command = {
  name: 'call',
  summary: 'Call a tool and print its answer as JSON',
  help: `Usage: tagwarden call TOOL [--arg NAME=VALUE …] [--json OBJECT]
       tagwarden call --list

  --arg NAME=VALUE  one argument; VALUE is JSON or, failing that, text; may be repeated
  --json OBJECT     all arguments as one JSON object
  --list            the tools and what they are for

Asks the server that runs on DATA_DIR; where none runs, opens the store itself.
export_violations and generate_compliance_report print the file.
Exit status: 0 answered, 2 refused.
`,
  async run(args, shell) {
    const { values, positionals } = readArgs('call', args, options, 1)
    const [tool] = positionals
    if (!values.list && tool === undefined) {
      throw new AppError('bad_usage', 'call: say which tool.', { hint: 'See: tagwarden call --list' })
    }
    const given = argumentsFrom(values.json, values.arg ?? [])
    const backend = await shell.openBackend()
    try {
      if (tool === undefined) {
        for (const { name, title } of backend.gate.tools) await shell.out(`${name.padEnd(30)} ${title}\n`)
        return exit.fine
      }
      const caller = { id: 'shell', scopes }
      const call = { tool, arguments: given, caller, transport: 'shell', requestId: randomUUID() } as const
      const result = await backend.gate.call({ ...call, signal: shell.signal })
      if (!result.ok)
        throw new AppError('bad_usage', result.message, result.hint === undefined ? {} : { hint: result.hint })
      const [link] = result.links
      const file = link && (await backend.surface.resources.read(link.uri, caller, shell.signal))
      await shell.out(file ? file.text : `${JSON.stringify(JSON.parse(result.json), null, 2)}\n`)
      return exit.fine
    } finally {
      await backend.close()
    }
  },
}

function argumentsFrom(json: string | undefined, pairs: readonly string[]): object {
  const all = json === undefined ? {} : parsed(json)
  if (typeof all !== 'object' || all === null || Array.isArray(all)) {
    throw new AppError('bad_usage', 'call: --json is no JSON object.', { hint: `For example --json '{"limit":10}'` })
  }
  return { ...all, ...Object.fromEntries(pairs.map(readPair)) }
}

function readPair(pair: string): [string, unknown] {
  const at = pair.indexOf('=')
  if (at > 0) return [pair.slice(0, at), parsed(pair.slice(at + 1))]
  throw new AppError('bad_usage', `call: --arg "${pair}" has no "=".`, { hint: 'Write --arg limit=10.' })
}

/** What is no JSON is text: `--arg severity=error`. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
