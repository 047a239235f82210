// What a pod may do on its node.

import { mustBe, mustHold, mustNotBe } from '../findings.ts'
import { at, listOf } from '../values.ts'
import { containerRule, podRule, security } from './workloads.ts'

const level = 'mandatory'

export const podRules = [
  podRule(
    {
      name: 'pod-stays-in-its-namespaces',
      says: 'A pod shares neither network nor processes with its node.',
      level,
      checkov: ['CKV_K8S_17', 'CKV_K8S_18', 'CKV_K8S_19'],
    },
    (pod) => ['hostPID', 'hostIPC', 'hostNetwork'].map((name) => mustNotBe(at(pod, name), true, `${name} is true`)),
  ),
  containerRule(
    {
      name: 'pod-gains-no-rights',
      says: 'A container of a pod is not privileged and cannot become it.',
      level,
      checkov: ['CKV_K8S_16', 'CKV_K8S_20'],
    },
    ({ container, called }) => {
      if (security(container, 'privileged') === true) return `${called} is privileged`
      const escalates = security(container, 'allowPrivilegeEscalation')
      return mustBe(escalates, false, `allowPrivilegeEscalation of ${called} is not false`)
    },
  ),
  containerRule(
    {
      name: 'pod-is-not-root',
      says: 'A container of a pod does not run as root.',
      level,
      checkov: ['CKV_K8S_23'],
    },
    ({ pod, container, called }) => {
      const own = security(container, 'runAsNonRoot') ?? security(pod, 'runAsNonRoot')
      return mustBe(own, true, `runAsNonRoot of ${called} is not true`)
    },
  ),
  containerRule(
    {
      name: 'pod-gives-up-capabilities',
      says: 'A container of a pod gives up all capabilities of root.',
      level,
      checkov: ['CKV_K8S_28', 'CKV_K8S_37'],
    },
    ({ container, called }) =>
      mustHold(
        at(security(container, 'capabilities'), 'drop'),
        (drop) => listOf(drop).includes('ALL'),
        `capabilities.drop of ${called} lacks ALL`,
      ),
  ),
  containerRule(
    {
      name: 'pod-cannot-change-itself',
      says: 'The root file system of a container of a pod is read-only.',
      level,
      checkov: ['CKV_K8S_22'],
    },
    ({ container, called }) =>
      mustBe(security(container, 'readOnlyRootFilesystem'), true, `readOnlyRootFilesystem of ${called} is not true`),
  ),
  containerRule(
    {
      name: 'pod-image-has-version',
      says: 'A container of a pod names the version of its image.',
      level,
      checkov: ['CKV_K8S_14'],
    },
    ({ container, called }) =>
      mustHold(
        at(container, 'image'),
        (image) => /@sha256:|:(?!latest$)[\w.-]+$/.test(String(image)),
        `the image of ${called} has no version, or latest`,
      ),
  ),
]
