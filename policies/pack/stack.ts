// The resources of a stack, and which of them points at which.

import type { PolicyResource } from '@pulumi/policy'
import { at, isNotKnown, type Props, readProps, type Value } from './values.ts'

export type Member = {
  readonly type: string
  readonly name: string
  readonly urn: string
  readonly props: Props
  readonly given: PolicyResource
}

export class Stack {
  private readonly members: readonly Member[]

  constructor(resources: readonly PolicyResource[]) {
    this.members = resources.map((given) => ({
      type: given.type,
      name: given.name,
      urn: given.urn,
      props: readProps(given.props),
      given,
    }))
  }

  of = (types: readonly string[]): readonly Member[] => this.members.filter(({ type }) => types.includes(type))

  /** Those of some types that name this one in a property. */
  pointingAt = (to: Member, types: readonly string[], property: string): readonly Member[] =>
    this.of(types).filter((from) => pointsAt(from, property, to))

  /** Those of some types that this one names in a property. */
  pointedAtBy = (from: Member, property: string, types: readonly string[]): readonly Member[] =>
    this.of(types).filter((to) => pointsAt(from, property, to))
}

/** By what it is called, where that is known; in a preview by what the engine knows of where a value comes from. */
export function pointsAt(from: Member, property: string, to: Member): boolean {
  const texts = textsOf(at(from.props, property))
  if (identities(to).some((identity) => texts.includes(identity))) return true
  const sources = from.given.propertyDependencies[property] ?? []
  return sources.some(({ urn }) => urn === to.urn || ancestors(to.given).includes(urn))
}

const identities = ({ props }: Member): readonly string[] =>
  ['id', 'arn', 'bucket', 'name'].map((key) => at(props, key)).filter((value) => typeof value === 'string')

/** A component of another package is itself what its outputs come from. */
function ancestors({ parent }: PolicyResource): readonly string[] {
  return parent === undefined ? [] : [parent.urn, ...ancestors(parent)]
}

function textsOf(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || isNotKnown(value)) return []
  return Object.values(value).flatMap(textsOf)
}
