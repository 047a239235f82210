// Amazon resource names, parsed by service table and never by "the last word": every row below is a name that a
// guess gets wrong.

export type Arn = {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** The sixth part with its own `:` and `/`, as written. */
  readonly resource: string
}

/** Services whose names carry no kind: the whole last part is the name. */
const kindless: Readonly<Record<string, string>> = {
  s3: 'bucket',
  sns: 'topic',
  sqs: 'queue',
  codecommit: 'repository',
  codepipeline: 'pipeline',
}

export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:')) return null
  const parts = text.split(':', 5)
  const [, partition, service, region, account] = parts
  if (!partition || !service || region === undefined || account === undefined) return null
  const resource = text.slice(parts.join(':').length + 1)
  return resource === '' ? null : { partition, service, region, account, resource }
}

export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

/** `service:kind`, or `null` where the name does not say (`arn:aws:ec2:eu-west-1:111122223333:/`). */
export function arnType(arn: Arn): string | null {
  const kind = isKindless(arn) ? kindless[arn.service] : firstWord(arn.resource)
  return kind ? `${arn.service}:${kind}` : null
}

/** S3 access points and the like do have a kind; they also have an account, which a bucket's name has not. */
function isKindless({ service, account }: Arn): boolean {
  return Object.hasOwn(kindless, service) && (service !== 's3' || account === '')
}

function firstWord(resource: string): string {
  return resource.replace(/^\//, '').split(/[:/]/, 1)[0] ?? ''
}

/**
 * The one name under which a resource is counted: a function without its alias or version, a log group without the
 * final `:*`, the bucket of an object.
 */
export function canonicalArn(text: string): string {
  const arn = parseArn(text)
  if (!arn) return text
  const resource = canonicalResource(arn)
  return resource === arn.resource ? text : formatArn({ ...arn, resource })
}

function canonicalResource(arn: Arn): string {
  const { resource } = arn
  switch (arnType(arn)) {
    case 'lambda:function':
      return resource.split(':', 2).join(':')
    case 'logs:log-group':
      return resource.replace(/:\*$/, '')
    case 's3:bucket':
      return resource.split('/', 1)[0] ?? resource
    default:
      return resource
  }
}

/** What a person calls the resource; the load balancer's second word (`app`, `net`, `gwy`) stays part of it. */
export function arnName(arn: Arn): string {
  const { resource } = arn
  switch (arnType(arn)) {
    case 'autoscaling:autoScalingGroup':
      return resource.split(':autoScalingGroupName/').at(-1) ?? resource
    case 'lambda:function':
      return canonicalResource(arn).slice('function:'.length)
    default:
      return isKindless(arn) ? canonicalResource(arn) : resource.replace(/^\/?[^:/]+[:/]/, '')
  }
}
