import type * as Agents from '@aws-sdk/client-bedrock-agent'
import type { Tags } from '../../../core/resource.ts'
import { defineService, type Found, type Scan } from '../service.ts'

type AgentScan = Scan<typeof Agents, Agents.BedrockAgentClient>

const pageSize = 1000
const tagCalls = { ListTagsForResource: 'bedrock:ListTagsForResource' }

export const bedrock = defineService({
  name: 'bedrock-agent',
  load: () => import('@aws-sdk/client-bedrock-agent'),
  connect: (sdk, config) => new sdk.BedrockAgentClient(config),
  kinds: [
    {
      type: 'bedrock:agent',
      calls: { ListAgents: 'bedrock:ListAgents', ...tagCalls },
      async *list({ sdk, client, arn }) {
        for await (const { agentSummaries = [] } of sdk.paginateListAgents({ client, pageSize }, {}))
          yield agentSummaries.map(({ agentId, agentName, agentStatus }) => ({
            id: arn(`agent/${agentId}`),
            name: agentName,
            state: agentStatus,
          }))
      },
      tagsOf,
    },
    {
      type: 'bedrock:knowledge-base',
      calls: { ListKnowledgeBases: 'bedrock:ListKnowledgeBases', ...tagCalls },
      async *list({ sdk, client, arn }) {
        for await (const { knowledgeBaseSummaries = [] } of sdk.paginateListKnowledgeBases({ client, pageSize }, {}))
          yield knowledgeBaseSummaries.map(({ knowledgeBaseId, name, status }) => ({
            id: arn(`knowledge-base/${knowledgeBaseId}`),
            name,
            state: status,
          }))
      },
      tagsOf,
    },
  ],
})

async function tagsOf({ sdk, client }: AgentScan, { id }: Found): Promise<Tags> {
  const { tags = {} } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: id }))
  return tags
}
