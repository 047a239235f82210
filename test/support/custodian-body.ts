// Our resources as Cloud Custodian gets them from AWS, as far as the compiled filters look.

import type { CustodianResource } from '../../server/core/compile/custodian-resources.ts'
import type { Resource } from '../../server/core/resource.ts'

type Body = { [attribute: string]: unknown }

export function custodianBody(resource: Resource, { arn, created }: CustodianResource): Body {
  const body: Body = { Tags: Object.entries(resource.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) }
  if (arn !== null) set(body, arn.attribute, resource.id.slice(arnPrefix(resource, arn.prefix).length))
  if (created !== null && resource.createdAt !== undefined) set(body, created, resource.createdAt)
  if (resource.type === 's3:bucket') body.Location = { LocationConstraint: resource.region }
  return body
}

/** What Custodian would put before the attribute to have the ARN. */
export function arnPrefix({ region, account }: Resource, prefix = ''): string {
  return prefix.replace('{partition}', 'aws').replace('{region}', region).replace('{account_id}', account)
}

function set(body: Body, path: string, value: string): void {
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0) {
    body[first] = value
    return
  }
  const child: Body = {}
  body[first] = child
  set(child, rest.join('.'), value)
}
