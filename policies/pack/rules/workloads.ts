// Where the pod is in each kind of workload of Kubernetes, and rules about it.

import type { ResourceValidationPolicy } from '@pulumi/policy'
import { type About, resourceRule } from '../define.ts'
import type { Finding } from '../findings.ts'
import { at, isNotKnown, listOf, type Props, type Value } from '../values.ts'

const pod = 'kubernetes:core/v1:Pod'
const cron = 'kubernetes:batch/v1:CronJob'

/** They run until they are stopped. */
export const services = [
  'kubernetes:apps/v1:Deployment',
  'kubernetes:apps/v1:StatefulSet',
  'kubernetes:apps/v1:DaemonSet',
  'kubernetes:apps/v1:ReplicaSet',
  pod,
]
export const workloads = [...services, 'kubernetes:batch/v1:Job', cron]

export function podOf({ spec }: Props, type: string): Value | undefined {
  if (type === pod) return spec
  return at(type === cron ? at(spec, 'jobTemplate', 'spec') : spec, 'template', 'spec')
}

type Row = Omit<About, 'on'> & { readonly on?: readonly string[] }
type Context = { readonly pod: Value | undefined; readonly container: Value; readonly called: string }

export const podRule = (row: Row, check: (pod: Value | undefined) => readonly Finding[]): ResourceValidationPolicy =>
  resourceRule({ on: workloads, ...row, check: (props, type) => check(podOf(props, type)) })

/** Of each container of a pod, those that only prepare it included. */
export const containerRule = (row: Row, check: (context: Context) => Finding): ResourceValidationPolicy =>
  podRule(row, (given) => {
    if (isNotKnown(given)) return [given]
    const containers = [...listOf(at(given, 'initContainers')), ...listOf(at(given, 'containers'))]
    return containers.map((container) => check({ pod: given, container, called: nameOf(container) }))
  })

export const nameOf = (container: Value): string => `the container ${String(at(container, 'name') ?? 'without a name')}`

export const security = (value: Value | undefined, name: string): Value | undefined =>
  at(value, 'securityContext', name)
