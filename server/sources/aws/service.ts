// What a file in `services/` says about one API of AWS, and what the engine hands it to work with.

import type { Tags } from '../../core/resource.ts'

/** One resource as its service lists it. */
export type Found = {
  /** The full ARN. */
  readonly id: string
  /** What the service's own tag call wants, where that is not the ARN. */
  readonly handle?: string | undefined
  /** Where it really is, if that is not where it was listed. */
  readonly region?: string | undefined
  readonly name?: string | undefined
  readonly state?: string | undefined
  readonly createdAt?: Date | undefined
  /** Made by AWS, or by AWS for another resource: nobody can be asked to tag it. */
  readonly managed?: boolean | undefined
  /** In a final state and only still listed: counted as a ghost. */
  readonly gone?: boolean | undefined
  /** Left out where a call of its own reads them; `null` where that is no use, for they cannot be read. */
  readonly tags?: Tags | null | undefined
}

export type Place = { readonly partition: string; readonly account: string; readonly region: string }

/** `client` counts, limits and cancels; it refuses a command that the kind does not declare. */
export type Scan<Sdk, Client> = {
  readonly sdk: Sdk
  readonly client: Client
  readonly place: Place
  /** The full ARN of a resource of this kind here: `arn('volume/vol-1')`. */
  readonly arn: (resource: string) => string
  /** A detail of one resource; `null` if it cannot be read, and the cell tells why. */
  readonly detail: <T>(call: Promise<T>) => Promise<T | null>
  /** Several details at once, as many as are allowed. */
  readonly each: <T, R>(items: readonly T[], work: (item: T) => Promise<R>) => Promise<readonly R[]>
}

/** Commands as the SDK names them, without `Command`, with the IAM actions that they need. */
export type Calls = Readonly<Record<string, string | readonly string[]>>

export type Kind<Sdk = unknown, Client = unknown> = {
  readonly type: string
  /**
   * How often it is listed: in each region unless given; `once` an account if a single call names resources of all
   * regions; `global` if they have no region.
   */
  readonly listed?: 'once' | 'global'
  readonly calls: Calls
  /** One page after the other. */
  readonly list: (scan: Scan<Sdk, Client>) => AsyncIterable<readonly Found[]>
  /** Tags by a call a resource, or by a call for many; neither where the listing has them. */
  readonly tagsOf?: (scan: Scan<Sdk, Client>, row: Found) => Promise<Tags>
  readonly tagsOfMany?: {
    readonly perCall: number
    /** By id; who is missing has no tags. */
    readonly read: (scan: Scan<Sdk, Client>, rows: readonly Found[]) => Promise<ReadonlyMap<string, Tags>>
  }
}

/** What every client of the SDK takes, as far as we set it. */
export type ClientConfig = {
  readonly region: string
  readonly credentials: () => Promise<Credentials>
  readonly retryStrategy: object
  readonly requestHandler: object
}
export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export type Service<Sdk = unknown, Client = unknown> = {
  /** As in limits and in the list of calls; once in the registry. */
  readonly name: string
  readonly load: () => Promise<Sdk>
  // `never`: each client has a type of its own for what we give all of them.
  readonly connect: (sdk: Sdk, config: never) => Client
  readonly kinds: readonly Kind<Sdk, Client>[]
}

export function defineService<Sdk, Client>(service: Service<Sdk, Client>): Service {
  // The engine gives back only what `load` and `connect` of the same service gave.
  return service as unknown as Service
}

/** `[{ Key, Value }]`, or with other names, as an object; a tag without a value has an empty one. */
export function tagsFrom<K extends string = 'Key', V extends string = 'Value'>(
  list: readonly { readonly [P in K | V]?: string | undefined }[] | undefined,
  key: K = 'Key' as K,
  value: V = 'Value' as V,
): Tags {
  const pairs = list ?? []
  return Object.fromEntries(pairs.flatMap((tag) => (tag[key] === undefined ? [] : [[tag[key], tag[value] ?? '']])))
}
