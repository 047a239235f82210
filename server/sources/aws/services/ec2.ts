import { defineService } from '../service.ts'
import { computeKinds } from './ec2-compute.ts'
import { networkKinds } from './ec2-network.ts'

export const ec2 = defineService({
  name: 'ec2',
  load: () => import('@aws-sdk/client-ec2'),
  connect: (sdk, config) => new sdk.EC2Client(config),
  kinds: [...computeKinds, ...networkKinds],
})
