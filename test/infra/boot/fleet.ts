// Instances of one test, gone after it.

import { bootScript } from '../../../components/aws/machines/boot/boot-script.ts'
import { Instance, type Plan, type Ran } from './instance.ts'
import { sampleValues } from './sample-values.ts'

export class Fleet {
  private readonly instances: Instance[] = []

  start = async (plan: Plan = {}, values = sampleValues): Promise<{ instance: Instance; ran: Ran }> => {
    const instance = new Instance(bootScript(values), plan, values.parameterPath)
    this.instances.push(instance)
    return { instance, ran: await instance.boot() }
  }

  removeAll = (): void => {
    for (const instance of this.instances.splice(0)) instance.remove()
  }
}

/** What the group was told. */
export const results = (instance: Instance) =>
  instance.called('aws autoscaling complete-lifecycle-action').map((call) => / (ABANDON|CONTINUE) /.exec(call)?.[1])
