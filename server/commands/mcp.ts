// `mcp`: the protocol over standard input and output, for clients without HTTP.

import { serveMcpStdio } from '../mcp/stdio.ts'
import { scopes } from '../tools/define.ts'
import { type Command, exit, readArgs } from './command.ts'

export const mcpStdio: Command = {
  name: 'mcp',
  summary: 'Speak MCP over standard input and output, for clients without HTTP',
  help: `Usage: tagwarden mcp

For a client's configuration: command "npm", arguments ["run", "-s", "tagwarden", "--", "mcp"] in this folder.
Asks the server that runs on DATA_DIR; where none runs, opens the store itself.
`,
  async run(args, shell) {
    readArgs('mcp', args, {}, 0)
    const { surface, close } = await shell.openBackend()
    try {
      const caller = { id: 'stdio', scopes }
      await serveMcpStdio(surface, { caller, input: shell.stdin, output: shell.stdout, signal: shell.signal })
      return exit.fine
    } finally {
      await close()
    }
  },
}
