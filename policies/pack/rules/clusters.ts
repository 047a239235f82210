import { resourceRule } from '../define.ts'
import { mustHold } from '../findings.ts'
import { at, isNotKnown, listOf, type Props } from '../values.ts'

const on = ['aws:eks/cluster:Cluster']
const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']

/** Left out, the endpoint is public, and for everybody. */
const isPublic = ({ vpcConfig }: Props) => at(vpcConfig, 'endpointPublicAccess') !== false

export const clusterRules = [
  resourceRule({
    name: 'cluster-is-not-open-to-all',
    says: 'The API of a Kubernetes cluster is not open to the whole Internet.',
    level: 'mandatory',
    checkov: ['CKV_AWS_38'],
    on,
    check: (props) => {
      if (!isPublic(props)) return null
      const ranges = at(props.vpcConfig, 'publicAccessCidrs')
      if (isNotKnown(ranges)) return ranges
      const open = ranges === undefined || listOf(ranges).includes('0.0.0.0/0')
      return open ? 'vpcConfig.publicAccessCidrs lets in 0.0.0.0/0' : null
    },
  }),
  resourceRule({
    name: 'cluster-has-private-api',
    says: 'The API of a Kubernetes cluster has no public address.',
    level: 'advisory',
    checkov: ['CKV_AWS_39'],
    on,
    check: ({ vpcConfig }) =>
      mustHold(
        at(vpcConfig, 'endpointPublicAccess'),
        (open) => open === false,
        'vpcConfig.endpointPublicAccess is not false',
      ),
  }),
  resourceRule({
    name: 'cluster-writes-all-logs',
    says: 'A Kubernetes cluster writes all logs of its control plane.',
    level: 'advisory',
    checkov: ['CKV_AWS_37'],
    on,
    check: ({ enabledClusterLogTypes }) => {
      if (isNotKnown(enabledClusterLogTypes)) return enabledClusterLogTypes
      const missing = logTypes.filter((type) => !listOf(enabledClusterLogTypes).includes(type))
      return missing.length > 0 ? `enabledClusterLogTypes lacks ${missing.join(', ')}` : null
    },
  }),
  resourceRule({
    name: 'cluster-secrets-have-own-key',
    says: 'Secrets of a Kubernetes cluster are encrypted with a key of yours.',
    level: 'advisory',
    checkov: ['CKV_AWS_58'],
    on,
    check: ({ encryptionConfig }) =>
      mustHold(
        at(encryptionConfig, 'resources'),
        (resources) => listOf(resources).includes('secrets'),
        'encryptionConfig does not name secrets',
      ),
  }),
]
