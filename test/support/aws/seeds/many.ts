import { EC2Client, type Instance, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, type Expected, type Ground, oddTags, plainTags, type Seed, there } from '../seed.ts'

/** Every third is tagged one way, every third another, and every third never was. */
const tagsAt = (at: number): Tags => [oddTags, plainTags, {}][at % 3] ?? {}

/** Many of what is quickly made: so many that each needs many pages. */
export function many(count: number): Seed {
  const numbers = Array.from({ length: count }, (_, at) => at)
  return async (ground) => [
    ...(await queues(ground, numbers)),
    ...(await parameters(ground, numbers)),
    ...(await machines(ground, count)),
  ]
}

async function queues({ config, arn }: Ground, numbers: readonly number[]): Promise<Expected[]> {
  const client = new SQSClient(config)
  const made: Expected[] = []
  for (const at of numbers) {
    const tags = tagsAt(at)
    await client.send(new CreateQueueCommand({ QueueName: `worker-${at}`, tags }))
    made.push({ id: arn('sqs', `worker-${at}`), type: 'sqs:queue', tags })
  }
  return made
}

async function parameters({ config, arn }: Ground, numbers: readonly number[]): Promise<Expected[]> {
  const client = new SSMClient(config)
  const made: Expected[] = []
  for (const at of numbers) {
    const tags = tagsAt(at)
    const input = { Name: `/app/setting-${at}`, Value: 'x', Type: 'String' as const, Tags: asList(tags) }
    await client.send(new PutParameterCommand(input))
    made.push({ id: arn('ssm', `parameter/app/setting-${at}`), type: 'ssm:parameter', tags })
  }
  return made
}

/** Each with its disk and its network interface. */
async function machines({ config, arn }: Ground, count: number): Promise<Expected[]> {
  const client = new EC2Client(config)
  const tags = plainTags
  const input = {
    ...{ ImageId: 'ami-12c6146b', MinCount: count, MaxCount: count },
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: asList(tags) }],
  }
  const { Instances } = await client.send(new RunInstancesCommand(input))
  const made = (kind: string, id: string | undefined, own: Tags): Expected => ({
    ...{ id: arn('ec2', `${kind}/${there(id)}`), type: `ec2:${kind}`, tags: own },
  })
  return there(Instances).flatMap((instance: Instance) => [
    made('instance', instance.InstanceId, tags),
    ...(instance.BlockDeviceMappings ?? []).map(({ Ebs }) => made('volume', Ebs?.VolumeId, {})),
    ...(instance.NetworkInterfaces ?? []).map((one) => made('network-interface', one.NetworkInterfaceId, {})),
  ])
}
