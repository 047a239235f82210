// What differs between two instances' scripts; everything else in them is the same text.

import type { OfSecrets } from '../../../server-environment.ts'
import { quote } from './quote.ts'

/** All plain texts: the component resolves its inputs, then calls `bootScript`. */
export type BootValues = {
  readonly region: string
  /** In a registry, with its digest. */
  readonly image: string
  readonly port: number
  /** In SSM Parameter Store; below it the plain settings of the server, such as /tagwarden/staging/server/ */
  readonly parameterPath: string
  /** By setting, where its value is kept. */
  readonly secretArns: OfSecrets<string>
  /** Whose tables they are, and where: the login is kept by RDS. */
  readonly owner: { readonly secretArn: string; readonly address: string }
  /** Of the server; the migration makes it and gives it its rights. */
  readonly serverLogin: string
  readonly files: { readonly fileSystemId: string; readonly accessPointId: string }
  readonly logGroups: { readonly server: string; readonly system: string }
  readonly metricsNamespace: string
  /** Workspace of Managed Prometheus that gets the server's own metrics. */
  readonly prometheusId?: string | undefined
  readonly group: { readonly name: string; readonly launchHook: string; readonly terminateHook: string }
}

const expected: readonly [name: string, isRight: (values: BootValues) => boolean, what: string][] = [
  ['image', ({ image }) => /^[^@\s]+\/[^@\s]+@sha256:[\da-f]{64}$/.test(image), 'registry/name@sha256: and the digest'],
  ['parameterPath', ({ parameterPath }) => /^\/([\w.-]+\/)+$/.test(parameterPath), 'a path such as /a/b/'],
  ['files.fileSystemId', ({ files }) => /^[\w-]+$/.test(files.fileSystemId), 'an id such as fs-0123'],
  ['files.accessPointId', ({ files }) => /^[\w-]+$/.test(files.accessPointId), 'an id such as fsap-0123'],
]

/** The values as a file that shells read. */
export function valuesFile(values: BootValues): string {
  for (const [name, isRight, what] of expected)
    if (!isRight(values)) throw new Error(`boot script: ${name}: expected ${what}`)
  const { secretArns, owner, files, logGroups, group } = values
  const given = {
    AWS_DEFAULT_REGION: values.region,
    image: values.image,
    port: String(values.port),
    parameter_path: values.parameterPath,
    database_url_arn: secretArns.DATABASE_URL,
    redis_url_arn: secretArns.REDIS_URL,
    api_key_hashes_arn: secretArns.API_KEY_HASHES,
    aws_roles_arn: secretArns.AWS_ROLES ?? '',
    owner_arn: owner.secretArn,
    owner_address: owner.address,
    server_login: values.serverLogin,
    file_system: files.fileSystemId,
    access_point: files.accessPointId,
    server_log_group: logGroups.server,
    group: group.name,
    launch_hook: group.launchHook,
    terminate_hook: group.terminateHook,
  }
  return Object.entries(given)
    .map(([name, value]) => `${name}=${quote(name, value)}`)
    .join('\n')
}
