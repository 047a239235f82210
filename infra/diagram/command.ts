import { writeFile } from 'node:fs/promises'
import { environments, sharedKeys } from '../../stacks/config-keys.ts'
import { badUsage, type Command, oneOf, readOptions } from '../command.ts'
import { buildGraph } from '../recorder/stacks.ts'
import { diagramOf, fileOf, pages, pageWith, stackOf } from './pages.ts'

const help = `Usage: npm run -s infra -- diagram --target ecs --env prod [--write]

Draws what a stack without settings of its own makes, as Mermaid. With --write it goes into docs/deploy/<target>.md,
which shows one environment of each target: ${pages.map(({ target, env }) => `${target} ${env}`).join(', ')}.
`

export const diagram: Command = {
  name: 'diagram',
  summary: 'What a stack makes, as a picture',
  help,
  run: async (args, { out }) => {
    const given = readOptions('diagram', args, {
      target: { type: 'string', default: 'docker' },
      env: { type: 'string', default: 'dev' },
      write: { type: 'boolean', default: false },
    })
    const target = oneOf('target', given.target, sharedKeys.shape.target.options)
    const shown = { target, env: oneOf('env', given.env, environments) }
    if (target === 'docker' && shown.env !== 'dev') throw badUsage('docker is for dev.', 'Write --env dev.')
    const page = pages.find((one) => one.target === target)
    if (given.write && page?.env !== shown.env)
      throw badUsage(`The page shows ${target} ${page?.env}.`, `Write --env ${page?.env}, or leave --write out.`)
    const drawn = diagramOf(await buildGraph(stackOf(shown), 'up'))
    if (given.write) await writeFile(fileOf(shown), pageWith(drawn, shown))
    else out(`${drawn}\n`)
    return 0
  },
}
