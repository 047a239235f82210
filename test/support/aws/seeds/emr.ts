import { AddTagsCommand, EMRClient, RunJobFlowCommand, TerminateJobFlowsCommand } from '@aws-sdk/client-emr'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const emr: Seed = async ({ config, arn }) => {
  const client = new EMRClient(config)
  const make = async (Name: string, tags: Tags) => {
    const Instances = { KeepJobFlowAliveWhenNoSteps: true, InstanceCount: 1, MasterInstanceType: 'm5.xlarge' }
    const Tags = Object.keys(tags).length > 0 ? asList(tags) : undefined
    const { JobFlowId } = await client.send(new RunJobFlowCommand({ Name, Instances, Tags, ReleaseLabel: 'emr-7.0.0' }))
    return { id: arn('elasticmapreduce', `cluster/${there(JobFlowId)}`), type: 'elasticmapreduce:cluster', tags }
  }
  const idOf = ({ id }: { id: string }) => there(id.split('/')[1])
  const later = await make('tagged-later', {})
  await client.send(new AddTagsCommand({ ResourceId: idOf(later), Tags: asList(plainTags) }))
  // Must not be found: an ended one.
  const ended = await make('ended', plainTags)
  await client.send(new TerminateJobFlowsCommand({ JobFlowIds: [idOf(ended)] }))
  return [await make('tagged', oddTags), await make('never-tagged', {}), { ...later, tags: plainTags }]
}
