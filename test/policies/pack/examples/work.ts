import { type Examples, inputs } from './given.ts'

const definition = 'aws:ecs/taskDefinition:TaskDefinition'
const cluster = 'aws:eks/cluster:Cluster'
const repository = 'aws:ecr/repository:Repository'
const containers = (container: object) => ({
  containerDefinitions: JSON.stringify([{ name: 'web', readonlyRootFilesystem: true, ...container }]),
})
const volumes = (transitEncryption?: string) => ({
  volumes: [{ name: 'local' }, { name: 'shared', efsVolumeConfiguration: { fileSystemId: 'fs-1', transitEncryption } }],
})

export const workExamples: Examples = {
  'service-has-no-public-address': inputs(
    'aws:ecs/service:Service',
    { networkConfiguration: { assignPublicIp: true } },
    { networkConfiguration: { assignPublicIp: false } },
  ),
  'container-is-not-privileged': inputs(definition, containers({ privileged: true }), containers({})),
  'container-cannot-change-itself': inputs(definition, containers({ readonlyRootFilesystem: false }), containers({})),
  'cluster-has-insights': inputs(
    'aws:ecs/cluster:Cluster',
    { settings: [{ name: 'containerInsights', value: 'disabled' }] },
    { settings: [{ name: 'containerInsights', value: 'enhanced' }] },
  ),
  'file-system-is-mounted-over-tls': inputs(definition, volumes(), volumes('ENABLED')),
  'cluster-is-not-open-to-all': inputs(
    cluster,
    { vpcConfig: { subnetIds: ['subnet-1'] } },
    { vpcConfig: { publicAccessCidrs: ['192.0.2.0/24'] } },
  ),
  'cluster-has-private-api': inputs(cluster, { vpcConfig: {} }, { vpcConfig: { endpointPublicAccess: false } }),
  'cluster-writes-all-logs': inputs(
    cluster,
    { enabledClusterLogTypes: ['api'] },
    { enabledClusterLogTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] },
  ),
  'cluster-secrets-have-own-key': inputs(
    cluster,
    {},
    { encryptionConfig: { resources: ['secrets'], provider: { keyArn: 'arn:key' } } },
  ),
  'image-tags-stay': inputs(repository, {}, { imageTagMutability: 'IMMUTABLE' }),
  'images-are-scanned': inputs(repository, {}, { imageScanningConfiguration: { scanOnPush: true } }),
  'images-have-own-key': inputs(
    repository,
    { encryptionConfigurations: [{ encryptionType: 'AES256' }] },
    { encryptionConfigurations: [{ encryptionType: 'KMS' }] },
  ),
}
