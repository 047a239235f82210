import { type Command, readOptions } from '../command.ts'

const help = `Usage: npm run -s infra -- cost --target ecs --env prod
`

export const cost: Command = {
  name: 'cost',
  summary: 'What a stack costs a month',
  help,
  run: async (args) => {
    readOptions('cost', args, { target: { type: 'string' }, env: { type: 'string' } })
    return 0
  },
}
