// Stands in for the providers that cannot be had: one server a package, one pretended cloud, no plugin.

import { invoke } from '../../../infra/recorder/invokes.ts'
import { manners } from '../wire/manners.ts'
import { type Loose, make, rpc } from '../wire/messages.ts'
import { type Handlers, serve } from '../wire/serve.ts'
import { fromStruct, toStruct } from '../wire/values.ts'
import { Cloud } from './cloud.ts'
import { life } from './life.ts'
import { Mishaps } from './mishaps.ts'
import { loadSchema } from './schema.ts'
import { constructVpc } from './vpc.ts'

export type Standin = {
  readonly cloud: Cloud
  readonly mishaps: Mishaps
  /** By package. */
  readonly ports: Readonly<Record<string, number>>
  readonly stop: () => void
}

/** `schemaReader`: without one, inputs are taken as they come. */
export async function startStandin(packages: readonly string[], schemaReader: string | undefined): Promise<Standin> {
  const [cloud, mishaps] = [new Cloud(), new Mishaps()]
  const started = await Promise.all(
    packages.map(async (pkg) => ({ pkg, ...(await serve(handlersOf(pkg, cloud, mishaps, schemaReader))) })),
  )
  return {
    cloud,
    mishaps,
    ports: Object.fromEntries(started.map(({ pkg, port }) => [pkg, port])),
    stop: () => {
      for (const { stop } of started) stop()
    },
  }
}

function handlersOf(pkg: string, cloud: Cloud, mishaps: Mishaps, schemaReader: string | undefined): Handlers {
  const schema = schemaReader === undefined ? undefined : loadSchema(schemaReader, pkg)
  return { ...manners(pkg), ...life(cloud, mishaps, schema), invoke: answerTo(), construct: constructVpc(schema) }
}

/** ECR gives another password each time it is asked. */
function answerTo(): (request: Loose) => Loose {
  let asked = 0
  return (request) => {
    asked += 1
    const { password, ...answer } = invoke(request.getTok(), fromStruct(request.getArgs()))
    const fresh = password === undefined ? answer : { ...answer, password: `${asked}-${password}` }
    return make(rpc.InvokeResponse, { Return: toStruct(fresh) })
  }
}
