// `audit-log verify`: is every entry still what it was when it was written?

import { printable } from '../core/report/columns-of-text.ts'
import type { LogVerdict } from '../ports.ts'
import { onlyWriter } from '../store/log-chain.ts'
import { oneOf } from './arguments.ts'
import { type Command, exit, readArgs, type Shell } from './command.ts'
import { dataDirOf, dataDirOption, meansDatabase, withStore } from './data-dir.ts'

const options = { ...dataDirOption, format: { type: 'string', default: 'text' } } as const

export const auditLogVerify: Command = {
  name: 'audit-log verify',
  summary: 'Check that no entry of the audit log was changed, removed or moved',
  help: `Usage: tagwarden audit-log verify [--data-dir FOLDER] [--format text|json]

  --data-dir FOLDER   the folder of the store; DATABASE_URL, DATA_DIR or ./data unless given
  --format text|json  json prints { ok, entries } or { ok, writer, entries, brokenAt, reason }

Asks the server that runs on the folder; where none runs, opens the store itself.
Each entry carries the hash of itself and of the entry before it. Replicas that share a database write a chain each;
all are checked, and the first that is broken is named. "entries" counts those that hold, from the first on.
Exit status: 0 all entries hold, 1 the chain is broken, 2 the store cannot be read.
`,
  async run(args, shell) {
    const { values } = readArgs('audit-log verify', args, options, 0)
    const format = oneOf('format', values.format, ['text', 'json'])
    const asked = await askServer(values['data-dir'], shell)
    const verdict = asked ?? (await withStore(values['data-dir'], shell, (store) => store.verifyLog()))
    await shell.out(format === 'json' ? `${JSON.stringify(verdict, null, 2)}\n` : `${describeVerdict(verdict)}\n`)
    return verdict.ok ? exit.fine : exit.broken
  },
}

/** `null` where the store can be opened beside a server, or where none runs. */
async function askServer(option: string | undefined, shell: Shell): Promise<LogVerdict | null> {
  if (meansDatabase(option, shell)) return null
  // The route answers a `LogVerdict`.
  return (await shell.askServer(dataDirOf(option, shell), '/api/v1/audit-log/verify')) as LogVerdict | null
}

export function describeVerdict(verdict: LogVerdict): string {
  const entries = `${verdict.entries} ${verdict.entries === 1 ? 'entry' : 'entries'}`
  if (verdict.ok) return `${entries}: ok`
  const chain = verdict.writer === onlyWriter ? '' : ` of ${printable(verdict.writer)}`
  return `Entry ${verdict.brokenAt}${chain} ${explain[verdict.reason]}; before it ${entries}, ok.`
}

const explain = { changed: 'was changed', missing: 'is missing', reordered: 'stands elsewhere' }
