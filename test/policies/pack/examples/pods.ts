import { type Example, type Examples, inputs } from './given.ts'

const deployment = 'kubernetes:apps/v1:Deployment'

export const container = {
  name: 'web',
  image: `web:1.2.3@sha256:${'5a'.repeat(32)}`,
  livenessProbe: { httpGet: { path: '/live' } },
  readinessProbe: { httpGet: { path: '/ready' } },
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 10_001,
  },
}
export const pod = { automountServiceAccountToken: false, containers: [container] }
const around = (spec: object) => ({ metadata: { namespace: 'shop' }, spec: { template: { spec } } })
const good = around(pod)

const inPod = (change: object) => inputs(deployment, around({ ...pod, ...change }), good)
const inContainer = (change: object) => inPod({ containers: [{ ...container, ...change }] })
const inSecurity = (change: object) => inContainer({ securityContext: { ...container.securityContext, ...change } })

const networkPolicy: Example = {
  bad: [{ type: deployment, props: good }],
  good: [
    { type: deployment, props: good },
    { type: 'kubernetes:networking.k8s.io/v1:NetworkPolicy', props: { metadata: { namespace: 'shop' } } },
  ],
}

export const podExamples: Examples = {
  'pod-stays-in-its-namespaces': inPod({ hostNetwork: true }),
  'pod-gains-no-rights': inSecurity({ privileged: true }),
  'pod-is-not-root': inSecurity({ runAsNonRoot: undefined }),
  'pod-gives-up-capabilities': inSecurity({ capabilities: { drop: ['NET_RAW'] } }),
  'pod-cannot-change-itself': inSecurity({ readOnlyRootFilesystem: false }),
  'pod-image-has-version': inContainer({ image: 'registry.example.com:5000/web' }),
  'pod-image-has-digest': inContainer({ image: 'web:1.2.3' }),
  'pod-has-high-user': inSecurity({ runAsUser: 999 }),
  'pod-has-no-token': inPod({ automountServiceAccountToken: undefined }),
  'pod-has-probes': inContainer({ livenessProbe: undefined }),
  'pod-has-bounds': inContainer({ resources: { requests: { cpu: '1' } } }),
  'pod-takes-no-host-port': inContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }),
  'pod-has-network-policy': networkPolicy,
}
