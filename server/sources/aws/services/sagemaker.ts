import type * as SageMaker from '@aws-sdk/client-sagemaker'
import type { Tags } from '../../../core/resource.ts'
import { defineService, type Found, type Scan, tagsFrom } from '../service.ts'

type SageMakerScan = Scan<typeof SageMaker, SageMaker.SageMakerClient>

const pageSize = 100

export const sagemaker = defineService({
  name: 'sagemaker',
  load: () => import('@aws-sdk/client-sagemaker'),
  connect: (sdk, config) => new sdk.SageMakerClient(config),
  kinds: [
    {
      type: 'sagemaker:endpoint',
      calls: { ListEndpoints: 'sagemaker:ListEndpoints', ListTags: 'sagemaker:ListTags' },
      async *list({ sdk, client }) {
        for await (const { Endpoints = [] } of sdk.paginateListEndpoints({ client, pageSize }, {}))
          yield Endpoints.map((endpoint) => ({
            id: endpoint.EndpointArn ?? '',
            name: endpoint.EndpointName,
            state: endpoint.EndpointStatus,
            createdAt: endpoint.CreationTime,
          }))
      },
      tagsOf,
    },
    {
      type: 'sagemaker:notebook-instance',
      calls: { ListNotebookInstances: 'sagemaker:ListNotebookInstances', ListTags: 'sagemaker:ListTags' },
      async *list({ sdk, client }) {
        for await (const { NotebookInstances = [] } of sdk.paginateListNotebookInstances({ client, pageSize }, {}))
          yield NotebookInstances.map((notebook) => ({
            id: notebook.NotebookInstanceArn ?? '',
            name: notebook.NotebookInstanceName,
            state: notebook.NotebookInstanceStatus,
            createdAt: notebook.CreationTime,
          }))
      },
      tagsOf,
    },
  ],
})

async function tagsOf({ sdk, client }: SageMakerScan, { id }: Found): Promise<Tags> {
  let all = {}
  for await (const page of sdk.paginateListTags({ client, pageSize }, { ResourceArn: id }))
    all = { ...all, ...tagsFrom(page.Tags) }
  return all
}
