import { defineService, tagsFrom } from '../service.ts'

export const codebuild = defineService({
  name: 'codebuild',
  load: () => import('@aws-sdk/client-codebuild'),
  connect: (sdk, config) => new sdk.CodeBuildClient(config),
  kinds: [
    {
      type: 'codebuild:project',
      calls: { ListProjects: 'codebuild:ListProjects', BatchGetProjects: 'codebuild:BatchGetProjects' },
      async *list({ sdk, client, arn }) {
        // It has no page size; its pages are as long as what can be asked for at once.
        for await (const { projects: names = [] } of sdk.paginateListProjects({ client }, {})) {
          if (names.length === 0) continue
          // The answer holds environment variables, so only what is named here leaves this file.
          const { projects = [] } = await client.send(new sdk.BatchGetProjectsCommand({ names }))
          yield projects.map((project) => ({
            id: project.arn ?? arn(`project/${project.name}`),
            name: project.name,
            createdAt: project.created,
            tags: tagsFrom(project.tags, 'key', 'value'),
          }))
        }
      },
    },
  ],
})
