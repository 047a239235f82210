// What of a resource in Pulumi the policy can speak of: its type in Tagwarden's words, and its tags.

import { at, isGiven, isNotKnown, listOf, type NotKnown, type Props, type Value } from '../values.ts'
import { awsTypes } from './aws-types.ts'

export const packages = ['aws', 'docker', 'gcp', 'kubernetes'] as const
export type Package = (typeof packages)[number]

/** As far as known; a key may be known without its value. */
export type KnownTags = Readonly<Record<string, Value>>
export type Subject = {
  readonly type: string
  readonly tags: KnownTags | NotKnown
  /** Not the resource itself, but what it makes later. */
  readonly isMadeOfIt?: true
}

const labelled = ['docker:index/container:Container', 'docker:index/network:Network', 'docker:index/volume:Volume']

/** None, where the resource takes no tags or none that we could miss. */
export function subjectsOf(type: string, props: Props, provider: Props, judged: readonly string[]): readonly Subject[] {
  const [pkg = ''] = type.split(':')
  if (!judged.includes(pkg)) return []
  const read = readers[packages.find((known) => known === pkg) ?? 'aws']
  const tags = read(type, props, provider)
  return tags === null ? [] : [{ type: awsTypes.get(type) ?? ownName(type), tags }, ...madeOf(type, props)]
}

/** Machines and disks that are made from a template have the tags that it names for them, and no others. */
function madeOf(type: string, { tagSpecifications }: Props): readonly Subject[] {
  if (type !== 'aws:ec2/launchTemplate:LaunchTemplate') return []
  return listOf(tagSpecifications).flatMap((specification) => {
    const kind = at(specification, 'resourceType')
    if (typeof kind !== 'string') return []
    return [{ type: `ec2:${kind}`, tags: merged(at(specification, 'tags')), isMadeOfIt: true }]
  })
}

type Reader = (type: string, props: Props, provider: Props) => KnownTags | NotKnown | null

const readers: Record<Package, Reader> = {
  aws: (type, props, provider) => {
    // A type that we have no name for may take no tags, so it is judged by those that it shows.
    if (!awsTypes.has(type) && !isGiven(props.tags) && !isGiven(props.tagsAll)) return null
    if (Array.isArray(props.tags)) return pairs(props.tags, 'key')
    return merged(at(fromText(provider.defaultTags), 'tags'), props.tagsAll, props.tags)
  },
  docker: (type, { labels }) => (labelled.includes(type) ? pairs(labels, 'label') : null),
  gcp: (_type, { labels }, provider) => (isGiven(labels) ? merged(fromText(provider.defaultLabels), labels) : null),
  kubernetes: (_type, { metadata }) => merged(at(metadata, 'labels')),
}

/** Later ones win; one that is not known as a whole may say anything. */
function merged(...sources: readonly (Value | undefined)[]): KnownTags | NotKnown {
  const notKnown = sources.find(isNotKnown)
  if (notKnown) return notKnown
  return Object.assign({}, ...sources.filter(isGiven))
}

function pairs(list: Value | undefined, key: string): KnownTags | NotKnown {
  const items = listOf(list)
  const notKnown = items.find(isNotKnown) ?? items.map((item) => at(item, key)).find(isNotKnown)
  if (notKnown) return notKnown
  return Object.fromEntries(items.map((item) => [String(at(item, key)), at(item, 'value') ?? '']))
}

/** Settings of a provider that are no texts reach it as JSON. */
function fromText(value: Value | undefined): Value | undefined {
  return typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value
}

/** `aws:acm/certificate:Certificate` → `acm:certificate`, `docker:index/container:Container` → `docker:container`. */
function ownName(type: string): string {
  const [pkg = '', module = '', kind = ''] = type.split(':')
  const service = pkg === 'aws' ? (module.split('/')[0] ?? '') : pkg
  return `${service}:${kind.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '-').toLowerCase()}`
}
