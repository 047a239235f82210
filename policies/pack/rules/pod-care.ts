// What makes a pod easier to run, and harder to misuse.

import { stackRule } from '../define.ts'
import { type Finding, mustHold } from '../findings.ts'
import { at, isGiven, isNotKnown, listOf } from '../values.ts'
import { containerRule, nameOf, podRule, security, services, workloads } from './workloads.ts'

const level = 'advisory'
const networkPolicies = ['kubernetes:networking.k8s.io/v1:NetworkPolicy']

export const podCareRules = [
  containerRule(
    {
      name: 'pod-image-has-digest',
      says: 'A container of a pod names its image by digest.',
      level,
      checkov: ['CKV_K8S_43'],
    },
    ({ container, called }) =>
      mustHold(
        at(container, 'image'),
        (image) => String(image).includes('@sha256:'),
        `the image of ${called} has no digest`,
      ),
  ),
  containerRule(
    {
      name: 'pod-has-high-user',
      says: 'A container of a pod runs as a user that its node does not have.',
      level,
      checkov: ['CKV_K8S_40'],
    },
    ({ pod, container, called }) =>
      mustHold(
        security(container, 'runAsUser') ?? security(pod, 'runAsUser'),
        (user) => Number(user) >= 10_000,
        `runAsUser of ${called} is not 10000 or more`,
      ),
  ),
  podRule(
    {
      name: 'pod-has-no-token',
      says: 'A pod says whether it is given a token of its service account.',
      level,
      checkov: ['CKV_K8S_38'],
    },
    (pod) => [
      mustHold(
        at(pod, 'automountServiceAccountToken'),
        (mounts) => typeof mounts === 'boolean',
        'automountServiceAccountToken is left to the cluster',
      ),
    ],
  ),
  podRule(
    {
      name: 'pod-has-probes',
      says: 'A container of a pod that stays says how to see that it lives and is ready.',
      level,
      checkov: ['CKV_K8S_8', 'CKV_K8S_9'],
      on: services,
    },
    (pod) =>
      listOf(at(pod, 'containers')).flatMap((container): readonly Finding[] => {
        if (isNotKnown(container)) return [container]
        const missing = ['livenessProbe', 'readinessProbe'].filter((probe) => !isGiven(at(container, probe)))
        return missing.map((probe) => `${nameOf(container)} has no ${probe}`)
      }),
  ),
  containerRule(
    {
      name: 'pod-has-bounds',
      says: 'A container of a pod asks for CPU and memory, and is held to them.',
      level,
      checkov: ['CKV_K8S_10', 'CKV_K8S_11', 'CKV_K8S_12', 'CKV_K8S_13'],
    },
    ({ container, called }) => {
      const missing = ['requests', 'limits'].flatMap((kind) =>
        ['cpu', 'memory'].filter((of) => !isGiven(at(container, 'resources', kind, of))).map((of) => `${kind}.${of}`),
      )
      return missing.length > 0 ? `resources of ${called} lack ${missing.join(', ')}` : null
    },
  ),
  containerRule(
    {
      name: 'pod-takes-no-host-port',
      says: 'A container of a pod takes no port of its node.',
      level,
      checkov: ['CKV_K8S_26'],
    },
    ({ container, called }) =>
      listOf(at(container, 'ports')).some((port) => isGiven(at(port, 'hostPort')))
        ? `${called} takes a hostPort`
        : null,
  ),
  stackRule({
    name: 'pod-has-network-policy',
    says: 'A namespace with pods says who may talk to them.',
    level,
    checkov: ['CKV2_K8S_6'],
    on: workloads,
    check: ({ props }, stack) => {
      const namespace = at(props, 'metadata', 'namespace')
      if (isNotKnown(namespace)) return namespace
      const policies = stack.of(networkPolicies).map((policy) => at(policy.props, 'metadata', 'namespace'))
      if (policies.some((other) => (other ?? 'default') === (namespace ?? 'default'))) return null
      return policies.find(isNotKnown) ?? 'no NetworkPolicy in its namespace'
    },
  }),
]
