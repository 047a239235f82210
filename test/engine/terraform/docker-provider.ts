// `@pulumi/docker` on the Terraform provider that the official plugin wraps: its plans, its replacements, its applies.

import { isDeepStrictEqual } from 'node:util'
import { loadSchema } from '../standin/schema.ts'
import { manners } from '../wire/manners.ts'
import { Empty, failure, type Loose, make, notReady, type Props, rpc } from '../wire/messages.ts'
import { type Served, serve } from '../wire/serve.ts'
import { fromStruct, nameOf, plain, toStruct, typeOf, unknown } from '../wire/values.ts'
import { pulumiName } from './names.ts'
import type { Plugin } from './plugin.ts'
import { type Known, Resources } from './resources.ts'

/** Provider of one engine of Docker. `schemaReader` as for the stand-in. */
export async function serveDocker(plugin: Plugin, schemaReader: string): Promise<Served> {
  const resources = await Resources.open(plugin, loadSchema(schemaReader, 'docker'))
  const of = (request: Loose) => resources.about(typeOf(request.getUrn()))
  return serve({
    ...manners('docker'),
    // The engine then marks what comes of a secret by itself.
    handshake: () => make(rpc.ProviderHandshakeResponse, { AcceptSecrets: false }),
    configure: async (request) => {
      await resources.configure(fromStruct(request.getArgs()))
      return make(rpc.ConfigureResponse, { Acceptsecrets: false, Supportspreview: true })
    },
    check: async (request) => {
      const inputs = named(of(request), request)
      await resources.validate(of(request), inputs)
      return make(rpc.CheckResponse, { Inputs: toStruct(inputs) })
    },
    diff: async (request) => {
      const what = of(request)
      const inputs = fromStruct(request.getNews())
      const { prior, planned, replace } = await resources.plan(what, inputs, request.getId())
      return diffOf(what, changed(prior, planned), replace, inputs.name === fromStruct(request.getOlds()).name)
    },
    create: async (request) => {
      const inputs = fromStruct(request.getProperties())
      if (request.getPreview())
        return make(rpc.CreateResponse, { Properties: toStruct(await resources.foresee(of(request), inputs)) })
      const { outputs, faults } = await resources.apply(of(request), inputs, '')
      const made = { id: outputs.id, inputs: toStruct(inputs), outputs: toStruct(outputs) }
      if (faults !== '') throw notReady(faults, made)
      return make(rpc.CreateResponse, { Id: made.id, Properties: made.outputs })
    },
    update: async (request) => {
      const [what, inputs] = [of(request), fromStruct(request.getNews())]
      const olds = fromStruct(request.getOlds())
      if (request.getPreview()) return make(rpc.UpdateResponse, { Properties: toStruct({ ...olds, ...inputs }) })
      const { outputs, faults } = await resources.apply(what, inputs, request.getId())
      if (faults !== '') throw failure(faults)
      return make(rpc.UpdateResponse, { Properties: toStruct(outputs) })
    },
    read: async (request) => {
      const found = await resources.read(of(request), request.getId())
      if (found === undefined) return make(rpc.ReadResponse)
      const Inputs = toStruct(live(fromStruct(request.getInputs()), found))
      return make(rpc.ReadResponse, { Id: request.getId(), Inputs, Properties: toStruct(found) })
    },
    delete: async (request) => {
      await resources.remove(of(request), request.getId())
      return new Empty()
    },
  })
}

/** The plugin wants a name where Pulumi leaves it out; a replacement comes without the old inputs and so gets another. */
function named({ known }: Known, request: Loose): Props {
  const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())]
  if (!('name' in known)) return news
  const suffix = Buffer.from(request.getRandomseed_asU8()).toString('hex').slice(0, 7)
  return { ...news, name: news.name ?? olds.name ?? `${nameOf(request.getUrn())}-${suffix}` }
}

function diffOf({ known }: Known, keys: readonly string[], replace: readonly string[], sameName: boolean): Loose {
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges
  const names = (list: readonly string[]) => [...new Set(list.map((key) => pulumiName(key, known)))]
  return make(rpc.DiffResponse, {
    Changes: keys.length > 0 ? DIFF_SOME : DIFF_NONE,
    DiffsList: names(keys),
    ReplacesList: names(replace),
    Deletebeforereplace: replace.length > 0 && sameName,
  })
}

const changed = (prior: Props | null, planned: Props): string[] =>
  Object.keys(planned).filter((key) => !isDeepStrictEqual(bare(planned[key]), bare(prior?.[key])))

/** What Docker says of an input, where it says something else than was asked for. */
const live = (inputs: Props, found: Props): Props =>
  Object.fromEntries(
    Object.entries(inputs).map(([key, given]) => {
      const told = found[key]
      return [key, told === undefined || isDeepStrictEqual(bare(told), bare(plain(given))) ? given : told]
    }),
  )

/** Terraform's old SDK does not tell null from an empty value, and its sets have an order of their own. */
function bare(value: Loose): Loose {
  if (Array.isArray(value)) {
    const items = value.map(bare).map((item) => JSON.stringify(item) ?? '')
    return items.length === 0 ? undefined : items.toSorted()
  }
  if (typeof value !== 'object' || value === null) return value === unknown ? unknown : value || undefined
  const entries = Object.entries(value).map(([key, inner]) => [key, bare(inner)] as const)
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
