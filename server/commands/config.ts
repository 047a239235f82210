// `config`: every setting, and what is in force.

import { listSettings, settingsPage } from '../config/listing.ts'
import { parseConfig } from '../config.ts'
import { oneOf } from './arguments.ts'
import { type Command, exit, readArgs } from './command.ts'

export const configCommand: Command = {
  name: 'config',
  summary: 'List every setting with the value in force',
  help: `Usage: tagwarden config [--format table|json]
       tagwarden config --markdown > docs/configuration.md

Settings are environment variables. Secrets are not shown.

  --format table|json  json prints [{ name, value, fallback, description }]
  --markdown           the page of the documentation, without the values in force

Exit status: 0 the settings are right, 2 they are not.
`,
  async run(args, shell) {
    const options = {
      format: { type: 'string', default: 'table' },
      markdown: { type: 'boolean', default: false },
    } as const
    const { values } = readArgs('config', args, options, 0)
    const format = oneOf('format', values.format, ['table', 'json'])
    if (values.markdown) {
      await shell.out(settingsPage())
      return exit.fine
    }
    const listed = listSettings(parseConfig(shell.env))
    if (format === 'json') await shell.out(`${JSON.stringify(listed, null, 2)}\n`)
    else await shell.out(table(listed))
    return exit.fine
  },
}

function table(listed: ReturnType<typeof listSettings>): string {
  return listed
    .map(({ name, value, fallback, description }) => {
      const from = value === fallback ? '' : `   (default: ${fallback === '' ? 'not set' : fallback})`
      return `${name}=${value}${from}\n    ${description}\n`
    })
    .join('')
}
