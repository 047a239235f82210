// What a program made: its resources, and what it printed.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type Node = {
  readonly urn: string
  readonly type: string
  readonly name: string
  readonly parent: string
  readonly custom: boolean
  readonly provider: string
  readonly providers: readonly string[]
  readonly protect: boolean
  readonly retainOnDelete: boolean
  readonly ignoreChanges: readonly string[]
  readonly dependencies: readonly string[]
  /** By input, the URNs of what its value comes from. */
  readonly sources: Readonly<Record<string, readonly string[]>>
  /** Former names; the SDK's own, about former types, are not counted. */
  readonly aliases: number
  /** As the engine gets them: secrets marked, unknowns as their sentinel. */
  readonly inputs: { readonly [key: string]: Json }
}

export type Graph = {
  readonly nodes: readonly Node[]
  /** By URN, what each component registered. */
  readonly registered: ReadonlyMap<string, { readonly [key: string]: Json }>
  /** What the program printed, by name, in the clear; undefined in a preview where it is not known. */
  readonly values: { readonly [key: string]: unknown }
  readonly secretOutputs: readonly string[]
  readonly warnings: readonly string[]
}

export type Run = {
  readonly stack: string
  readonly config: Readonly<Record<string, string>>
  readonly preview: boolean
}
