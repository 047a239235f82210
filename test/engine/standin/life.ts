// The life of a resource, as the engine asks for it.

import { Empty, failure, type Loose, make, notReady, type Props, rpc } from '../wire/messages.ts'
import type { Handlers } from '../wire/serve.ts'
import { changedKeys, fromStruct, nameOf, plain, toStruct, typeOf, unknown } from '../wire/values.ts'
import type { Cloud } from './cloud.ts'
import type { Mishaps } from './mishaps.ts'
import { replacementOf } from './replacements.ts'
import { type Schema, schemaFaults } from './schema.ts'
import { laterVersion } from './versions.ts'

export const life = (cloud: Cloud, mishaps: Mishaps, schema: Schema | undefined): Handlers => ({
  check: (request) => {
    const inputs = fromStruct(request.getNews())
    const faults = schema ? schemaFaults(schema, typeOf(request.getUrn()), plain(inputs)) : []
    const FailuresList = faults.map((Reason) => make(rpc.CheckFailure, { Reason }))
    return make(rpc.CheckResponse, { Inputs: toStruct(inputs), FailuresList })
  },
  diff,
  create: async (request) => {
    const [type, name, inputs] = [
      typeOf(request.getUrn()),
      nameOf(request.getUrn()),
      fromStruct(request.getProperties()),
    ]
    if (request.getPreview())
      return make(rpc.CreateResponse, { Properties: toStruct(foreseen(cloud, type, name, inputs)) })
    await mishaps.wait(name)
    const refusal = mishaps.refused.get(name)
    if (refusal !== undefined) throw failure(refusal)
    const { id, outputs } = cloud.create(type, name, inputs)
    const unready = mishaps.unready.get(name)
    if (unready !== undefined) throw notReady(unready, { id, inputs: toStruct(inputs), outputs: toStruct(outputs) })
    return make(rpc.CreateResponse, { Id: id, Properties: toStruct(outputs) })
  },
  read: (request) => {
    const entry = cloud.read(typeOf(request.getUrn()), request.getId())
    // An answer without an id says that it is gone.
    if (entry === undefined) return make(rpc.ReadResponse)
    const Properties = toStruct(entry.outputs)
    return make(rpc.ReadResponse, { Id: entry.id, Inputs: toStruct(entry.inputs), Properties })
  },
  update: async (request) => {
    const [type, inputs] = [typeOf(request.getUrn()), fromStruct(request.getNews())]
    const old = fromStruct(request.getOlds())
    if (request.getPreview()) {
      const foreseen = { ...old, ...inputs, ...laterVersion(type, unknown) }
      return make(rpc.UpdateResponse, { Properties: toStruct(foreseen) })
    }
    await mishaps.wait(nameOf(request.getUrn()))
    return make(rpc.UpdateResponse, { Properties: toStruct(cloud.update(type, request.getId(), inputs).outputs) })
  },
  delete: async (request) => {
    await mishaps.wait(nameOf(request.getUrn()))
    cloud.delete(typeOf(request.getUrn()), request.getId())
    return new Empty()
  },
  call: (request) => {
    throw failure(`the stand-in has no method ${request.getTok()}`)
  },
})

function diff(request: Loose): Loose {
  const type = typeOf(request.getUrn())
  const seen = changedKeys(fromStruct(request.getOldInputs()), fromStruct(request.getNews())).filter(
    (key) => !request.getIgnorechangesList().includes(key),
  )
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges
  if (seen.length === 0) return make(rpc.DiffResponse, { Changes: DIFF_NONE })
  const { replaceOn, ignores = [] } = replacementOf(type, seen)
  const changed = seen.filter((key) => !ignores.includes(key))
  return make(rpc.DiffResponse, {
    Changes: changed.length > 0 ? DIFF_SOME : DIFF_NONE,
    DiffsList: changed,
    ReplacesList: changed.filter((key) => replaceOn.includes(key)),
  })
}

/** What only making it will tell is not known yet. */
function foreseen(cloud: Cloud, type: string, name: string, inputs: Props): Props {
  const { made } = cloud.foretell(type, name, inputs)
  const later = Object.keys(made).filter((key) => inputs[key] === undefined)
  return { ...inputs, ...Object.fromEntries(later.map((key) => [key, unknown])) }
}
