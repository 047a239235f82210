import {
  CreateCrawlerCommand,
  CreateJobCommand,
  DeleteJobCommand,
  GlueClient,
  TagResourceCommand,
} from '@aws-sdk/client-glue'
import { type Expected, oddTags, plainTags, type Seed } from '../seed.ts'

export const glue: Seed = async ({ config, arn }) => {
  const client = new GlueClient(config)
  const job = { Role: 'etl', Command: { Name: 'glueetl', ScriptLocation: 's3://code/etl.py' } }
  const crawler = { Role: 'etl', DatabaseName: 'lake', Targets: { S3Targets: [{ Path: 's3://lake/raw' }] } }
  const found: Expected[] = []
  for (const [Name, Tags] of [
    ['tagged', oddTags],
    ['never-tagged', undefined],
    ['tagged-later', undefined],
  ] as const) {
    await client.send(new CreateJobCommand({ ...job, Name, Tags }))
    await client.send(new CreateCrawlerCommand({ ...crawler, Name, Tags }))
    const isLater = Name === 'tagged-later'
    for (const kind of ['job', 'crawler']) {
      const id = arn('glue', `${kind}/${Name}`)
      if (isLater) await client.send(new TagResourceCommand({ ResourceArn: id, TagsToAdd: plainTags }))
      found.push({ id, type: `glue:${kind}`, tags: isLater ? plainTags : (Tags ?? {}) })
    }
  }
  await client.send(new CreateJobCommand({ ...job, Name: 'deleted', Tags: plainTags }))
  await client.send(new DeleteJobCommand({ JobName: 'deleted' }))
  // The tagging API goes on naming it.
  return [...found, { id: arn('glue', 'job/deleted'), type: 'glue:job', tags: {}, gone: true }]
}
