// Sees every resource that the program asks for, and says at the end what they cost.

import { log, type Output, output, runtime } from '@pulumi/pulumi'
import type { Environment, TargetKind } from './config.ts'
import { priceStack } from './cost/price-stack.ts'
import { usageOf } from './cost/price-table.ts'
import type { Resource } from './cost/rule.ts'

/** To be called before the first resource. */
export function watchCost(target: TargetKind, environment: Environment): () => Output<number> {
  const seen: Resource[] = []
  runtime.registerStackTransformation(({ type, name, props }) => {
    seen.push({ type, name, inputs: props })
    return undefined
  })
  return () => {
    const { totalUsd, notPriced } = priceStack(seen, usageOf(target, environment))
    if (notPriced.length > 0) {
      const list = notPriced.map(({ count, type, reason }) => `${count} × ${type} (${reason})`).join(', ')
      log.warn(`estimatedMonthlyCost leaves out what has no price: ${list}`)
    }
    return output(totalUsd)
  }
}
