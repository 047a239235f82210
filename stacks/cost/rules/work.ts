// What runs the server: tasks on Fargate, or instances.

import { type Inputs, numberAt, objectsAt, textAt } from '../plain.ts'
import { hoursPerMonth } from '../price-table.ts'
import {
  type Finding,
  type Given,
  hourly,
  type Line,
  line,
  noPriceOf,
  type Resource,
  type Rules,
  sized,
  unpriced,
} from '../rule.ts'

const taskDefinition = 'aws:ecs/taskDefinition:TaskDefinition'
const launchTemplate = 'aws:ec2/launchTemplate:LaunchTemplate'
const group = 'compute'

interface Shares {
  readonly onDemand: number
  readonly spot: number
}

/** The base first, the rest by weight, as ECS places them. */
function share(service: Inputs, tasks: number): Shares {
  const strategies = objectsAt(service, 'capacityProviderStrategies')
  if (strategies.length === 0) return { onDemand: tasks, spot: 0 }
  const isSpot = (strategy: Inputs) => textAt(strategy, 'capacityProvider') === 'FARGATE_SPOT'
  const sum = (key: string, of: readonly Inputs[]) => of.reduce((total, each) => total + (numberAt(each, key) ?? 0), 0)
  const spots = strategies.filter(isSpot)
  const base = Math.min(tasks, sum('base', strategies))
  const spotBase = Math.min(base, sum('base', spots))
  const weights = sum('weight', strategies)
  const spot = spotBase + (weights === 0 ? 0 : ((tasks - base) * sum('weight', spots)) / weights)
  return { onDemand: tasks - spot, spot }
}

function fargateLines(definition: Inputs, { onDemand, spot }: Shares): Line[] | undefined {
  const cpu = numberAt(definition, 'cpu')
  const memory = numberAt(definition, 'memory')
  if (cpu === undefined || memory === undefined) return undefined
  const [vcpu, gb] = [(cpu / 1024) * hoursPerMonth, (memory / 1024) * hoursPerMonth]
  const chip = textAt(definition, 'runtimePlatform.cpuArchitecture') === 'ARM64' ? 'arm' : 'x86'
  return [
    line(group, 'Fargate on demand, vCPU', `fargate-${chip}-vcpu-hour`, onDemand, vcpu),
    line(group, 'Fargate on demand, memory', `fargate-${chip}-gb-hour`, onDemand, gb),
    line(group, 'Fargate Spot, vCPU', `fargate-${chip}-spot-vcpu-hour`, spot, vcpu),
    line(group, 'Fargate Spot, memory', `fargate-${chip}-spot-gb-hour`, spot, gb),
  ].filter(({ count }) => count > 0)
}

/** Which definition a service runs is an Output, so there may only be one. */
function serviceFindings({ resources, all, usage }: Given): readonly Finding[] {
  const [definition, ...others] = all(taskDefinition)
  if (!definition || others.length > 0) return unpriced(resources, 'which task definition it runs is not known')
  const shares = resources.map(({ inputs }) => share(inputs, usage.averageTasks))
  const sum = {
    onDemand: shares.reduce((total, { onDemand }) => total + onDemand, 0),
    spot: shares.reduce((total, { spot }) => total + spot, 0),
  }
  return fargateLines(definition.inputs, sum) ?? unpriced(resources, 'the size of its tasks is not known')
}

/** As with the task definition, there may only be one. */
function instanceFindings({ resources, all, usage }: Given): readonly Finding[] {
  const [template, ...others] = all(launchTemplate)
  if (!template || others.length > 0) return unpriced(resources, 'which launch template it uses is not known')
  const type = textAt(template.inputs, 'instanceType')
  const price = sized('instance', type)
  if (price === undefined) return unpriced(resources, noPriceOf(type))
  const instances = resources.length * usage.averageInstances
  return [hourly(group, 'instances', price, instances, type), ...volumeFindings(template, instances)]
}

function volumeFindings(template: Resource, instances: number): readonly Finding[] {
  return objectsAt(template.inputs, 'blockDeviceMappings').flatMap((volume): readonly Finding[] => {
    const gb = numberAt(volume, 'ebs.volumeSize')
    if (gb === undefined || textAt(volume, 'ebs.volumeType') !== 'gp3')
      return unpriced([template], 'a volume that is not gp3, or of a size that is not known')
    return [line(group, 'volumes of the instances', 'volume-gp3-gb', instances, gb)]
  })
}

export const workRules: Rules = {
  'aws:ecs/service:Service': serviceFindings,
  'aws:autoscaling/group:Group': instanceFindings,
}
