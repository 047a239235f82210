import { type Command, readArgs } from '../command.ts'
import { buildGraph } from '../recorder/stacks.ts'
import { askedIn } from '../which-stack.ts'
import { diagramOf, pages, refreshPages } from './pages.ts'

const help = `Usage: npm run -s infra -- diagram --target TARGET --env ENVIRONMENT
       npm run -s infra -- diagram --stack NAME
       npm run -s infra -- diagram --write

Draws what a stack makes, in words and as Mermaid: a target with its defaults, or the stack with its settings
in Pulumi.NAME.yaml. With --write the pictures in docs/deploy are drawn anew: ${pages.map(({ target, env }) => `${target} ${env}`).join(', ')}.
`

const text = { type: 'string' } as const
const options = { target: text, env: text, stack: text, write: { type: 'boolean' } } as const

export const diagram: Command = {
  name: 'diagram',
  summary: 'What a stack makes, as a picture',
  help,
  run: async (args, { out }) => {
    const { values } = readArgs('diagram', args, options, 0)
    if (values.write) await refreshPages()
    else out(`${diagramOf(await buildGraph(askedIn('diagram', values).given, 'up'))}\n`)
    return 0
  },
}
