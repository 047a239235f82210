// Plans and applies of a Terraform provider, in Pulumi's names. The state of Terraform stays here, out of Pulumi's.

import type { Schema } from '../standin/schema.ts'
import { failure, type Loose, type Props } from '../wire/messages.ts'
import { plain } from '../wire/values.ts'
import { pack, unpack } from './msgpack.ts'
import { type Translation, toPulumi, toTerraform } from './names.ts'
import type { Plugin } from './plugin.ts'

/** What the two schemas say of one type. */
export type Known = Translation & { readonly type: string }
type Kept = { readonly state: Props | null; readonly notes: Buffer }
type Planned = {
  readonly prior: Props | null
  readonly planned: Props
  readonly config: Props
  readonly notes: Buffer
  /** Terraform's names of the attributes that make another resource. */
  readonly replace: readonly string[]
}
type Applied = { readonly outputs: Props; readonly faults: string }

const nothing: Kept = { state: null, notes: Buffer.alloc(0) }
const value = (props: Props | null) => ({ msgpack: pack(props) })

export class Resources {
  private readonly kept = new Map<string, Kept>()
  private readonly plugin: Plugin
  private readonly schema: Schema
  private readonly theirs: Loose

  private constructor(plugin: Plugin, schema: Schema, theirs: Loose) {
    this.plugin = plugin
    this.schema = schema
    this.theirs = theirs
  }

  static async open(plugin: Plugin, schema: Schema): Promise<Resources> {
    return new Resources(plugin, schema, await plugin.send('GetProviderSchema', {}))
  }

  /** `docker:index/remoteImage:RemoteImage` is `docker_image`, the others have their own names. */
  about(token: string): Known {
    const name = token.split('/')[1]?.split(':')[0] ?? ''
    const snake = name.replace('remoteImage', 'image').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const type = `docker_${snake}`
    const [block, found] = [this.theirs.resource_schemas[type]?.block, this.schema.resources[token]]
    if (!block || !found) throw new Error(`the provider has no ${token}`)
    const outputs = Object.fromEntries(found.properties.map((property) => [property, {}]))
    return { type, block, known: { ...outputs, ...found.inputProperties } }
  }

  async configure({ version: _, ...args }: Props): Promise<void> {
    const known = Object.fromEntries(Object.keys(args).map((key) => [key, {}]))
    const config = toTerraform(this.schema, { block: this.theirs.provider.block, known }, plain(args))
    await this.plugin.send('ConfigureProvider', { terraform_version: '1.9.0', config: value(config) })
  }

  validate(what: Known, inputs: Props): Promise<Loose> {
    const config = value(toTerraform(this.schema, what, plain(inputs)))
    return this.plugin.send('ValidateResourceConfig', { type_name: what.type, config })
  }

  async plan(what: Known, inputs: Props, id: string): Promise<Planned> {
    const { state: prior, notes } = this.kept.get(id) ?? nothing
    const config = toTerraform(this.schema, what, plain(inputs))
    const told = what.block.attributes.filter(({ name, computed }: Loose) => computed && config[name] === null)
    const proposed = { ...config, ...Object.fromEntries(told.map(({ name }: Loose) => [name, prior?.[name] ?? null])) }
    const reply = await this.plugin.send('PlanResourceChange', {
      type_name: what.type,
      prior_state: value(prior),
      proposed_new_state: value(proposed),
      config: value(config),
      prior_private: notes,
    })
    const replace = reply.requires_replace.map(({ steps }: Loose) => steps[0].attribute_name)
    return { prior, planned: unpack(reply.planned_state.msgpack), config, notes: reply.planned_private, replace }
  }

  /** What a new one will be, as far as that is known. */
  async foresee(what: Known, inputs: Props): Promise<Props> {
    return toPulumi(this.schema, what, (await this.plan(what, inputs, '')).planned)
  }

  /** Without `id`, makes a new one. What is made and faulty is told with its faults. */
  async apply(what: Known, inputs: Props, id: string): Promise<Applied> {
    const { answer, faults } = await this.change(what, await this.plan(what, inputs, id))
    const state: Props | null = unpack(answer.new_state.msgpack)
    if (state === null) throw failure(faults)
    this.kept.set(state.id, { state, notes: answer.private })
    return { outputs: toPulumi(this.schema, what, state), faults }
  }

  async read(what: Known, id: string): Promise<Props | undefined> {
    const { state, notes } = this.kept.get(id) ?? nothing
    const asked = { type_name: what.type, current_state: value(state), private: notes }
    const reply = await this.plugin.send('ReadResource', asked)
    const found: Props | null = unpack(reply.new_state.msgpack)
    if (found === null) return undefined
    this.kept.set(id, { state: found, notes: reply.private })
    return toPulumi(this.schema, what, found)
  }

  async remove(what: Known, id: string): Promise<void> {
    const { state: prior, notes } = this.kept.get(id) ?? nothing
    const { faults } = await this.change(what, { prior, planned: null, config: null, notes })
    if (faults !== '') throw failure(faults)
    this.kept.delete(id)
  }

  private change(what: Known, change: { [Key in 'prior' | 'planned' | 'config']: Props | null } & { notes: Buffer }) {
    return this.plugin.attempt('ApplyResourceChange', {
      type_name: what.type,
      prior_state: value(change.prior),
      planned_state: value(change.planned),
      config: value(change.config),
      planned_private: change.notes,
    })
  }
}
