import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild'
import { asLowerList, oddTags, plainTags, type Seed } from '../seed.ts'

export const codebuild: Seed = async ({ config, arn, partition, account }) => {
  const client = new CodeBuildClient(config)
  const rows = [
    ['tagged', oddTags],
    ['never-tagged', {}],
    ['app', plainTags],
  ] as const
  for (const [name, tags] of rows)
    await client.send(
      new CreateProjectCommand({
        ...{ name, tags: Object.keys(tags).length > 0 ? asLowerList(tags) : undefined },
        source: { type: 'S3', location: 'code/app.zip' },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          ...{ type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0' },
          environmentVariables: [{ name: 'PASSWORD', value: 'correct-horse-battery' }],
        },
        serviceRole: `arn:${partition}:iam::${account}:role/build`,
      }),
    )
  return rows.map(([name, tags]) => ({ id: arn('codebuild', `project/${name}`), type: 'codebuild:project', tags }))
}
