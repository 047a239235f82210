// What exists in the pretended cloud, and what was asked of it.

import type { Props } from '../wire/messages.ts'
import { plain } from '../wire/values.ts'
import { type Facts, factsOf } from './facts.ts'
import { nextVersion } from './versions.ts'

export type Entry = {
  readonly type: string
  readonly name: string
  readonly id: string
  readonly serial: number
  inputs: Props
  outputs: Props
}
export type Change = { readonly verb: 'create' | 'update' | 'delete'; readonly type: string; readonly name: string }

export class Cloud {
  readonly entries = new Map<string, Entry>()
  /** Done, not only previewed; in order. */
  readonly changes: Change[] = []
  private serial = 0

  /** By the name in the program; the first, where there are several. */
  named(name: string): Entry {
    const found = [...this.entries.values()].find((entry) => entry.name === name)
    if (found === undefined) throw new Error(`there is no ${name}`)
    return found
  }

  /** Past the engine: a hand, an autoscaler, a rollout. */
  alter(name: string, changed: Props): void {
    const entry = this.named(name)
    entry.inputs = { ...entry.inputs, ...changed }
    entry.outputs = { ...entry.outputs, ...changed }
  }

  /** Past the engine too. */
  lose(name: string): void {
    const { type, id } = this.named(name)
    this.entries.delete(keyOf(type, id))
  }

  /** What would be told, without doing anything. */
  foretell(type: string, name: string, inputs: Props): Facts {
    return factsOf(type, name, plain(inputs), this.serial + 1)
  }

  create(type: string, name: string, inputs: Props): Entry {
    this.serial += 1
    const { id, made } = factsOf(type, name, plain(inputs), this.serial)
    // Names are unique within a type; an id may be the name.
    const key = keyOf(type, id)
    if (this.entries.has(key)) throw new Error(`${type} ${id} already exists`)
    const entry = { type, name, id, serial: this.serial, inputs, outputs: { ...inputs, ...made } }
    this.entries.set(key, entry)
    this.changes.push({ verb: 'create', type, name })
    return entry
  }

  read = (type: string, id: string): Entry | undefined => this.entries.get(keyOf(type, id))

  update(type: string, id: string, inputs: Props): Entry {
    const entry = this.entries.get(keyOf(type, id))
    if (entry === undefined) throw new Error(`${type} ${id} does not exist`)
    const { made } = factsOf(type, entry.name, plain(inputs), entry.serial)
    entry.inputs = inputs
    entry.outputs = { ...inputs, ...made, ...nextVersion(type, entry.outputs) }
    this.changes.push({ verb: 'update', type, name: entry.name })
    return entry
  }

  delete(type: string, id: string): void {
    const entry = this.entries.get(keyOf(type, id))
    if (entry === undefined) throw new Error(`${type} ${id} does not exist`)
    this.entries.delete(keyOf(type, id))
    this.changes.push({ verb: 'delete', type, name: entry.name })
  }
}

const keyOf = (type: string, id: string) => `${type} ${id}`
