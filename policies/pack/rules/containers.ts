import { resourceRule } from '../define.ts'
import { type Finding, mustBe, mustHold, mustNotBe } from '../findings.ts'
import { at, isNotKnown, listOf, type Props, readProps, type Value } from '../values.ts'

const definitions = ['aws:ecs/taskDefinition:TaskDefinition']

/** The containers of a task; ECS takes them as a text. */
function eachContainer(
  { containerDefinitions }: Props,
  check: (container: Value, name: string) => Finding,
): readonly Finding[] {
  if (isNotKnown(containerDefinitions)) return [containerDefinitions]
  if (typeof containerDefinitions !== 'string') return []
  const { parsed } = readProps({ parsed: parse(containerDefinitions) })
  return listOf(parsed).map((container) => check(container, String(at(container, 'name') ?? 'without a name')))
}

/** What is no JSON is refused by ECS, with better words than a rule about something else has. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}

/** `enabled` or `enhanced`. */
const insightsOf = (settings: Value | undefined) =>
  String(
    at(
      listOf(settings).find((setting) => at(setting, 'name') === 'containerInsights'),
      'value',
    ),
  )

export const containerRules = [
  resourceRule({
    name: 'service-has-no-public-address',
    says: 'Tasks of a service have no public address.',
    level: 'mandatory',
    checkov: ['CKV_AWS_333'],
    on: ['aws:ecs/service:Service'],
    check: ({ networkConfiguration }) =>
      mustNotBe(at(networkConfiguration, 'assignPublicIp'), true, 'networkConfiguration.assignPublicIp is true'),
  }),
  resourceRule({
    name: 'container-is-not-privileged',
    says: 'A container of a task is not privileged.',
    level: 'mandatory',
    checkov: ['CKV_AWS_334'],
    on: definitions,
    check: (props) =>
      eachContainer(props, (container, name) =>
        mustNotBe(at(container, 'privileged'), true, `the container ${name} is privileged`),
      ),
  }),
  resourceRule({
    name: 'container-cannot-change-itself',
    says: 'The root file system of a container of a task is read-only.',
    level: 'mandatory',
    checkov: ['CKV_AWS_336'],
    on: definitions,
    check: (props) =>
      eachContainer(props, (container, name) =>
        mustBe(
          at(container, 'readonlyRootFilesystem'),
          true,
          `readonlyRootFilesystem of the container ${name} is not true`,
        ),
      ),
  }),
  resourceRule({
    name: 'cluster-has-insights',
    says: 'A cluster of ECS measures its containers.',
    level: 'advisory',
    checkov: ['CKV_AWS_65'],
    on: ['aws:ecs/cluster:Cluster'],
    check: ({ settings }) =>
      mustHold(settings, (given) => insightsOf(given).startsWith('en'), 'containerInsights is not enabled'),
  }),
]
