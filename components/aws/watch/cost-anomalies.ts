import { AnomalyMonitor } from '@pulumi/aws/costexplorer/anomalyMonitor.js'
import { AnomalySubscription } from '@pulumi/aws/costexplorer/anomalySubscription.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../../tags.ts'

export interface CostAnomaliesArgs {
  /** US dollars beyond what was to be expected. */
  readonly fromUsd: number
  readonly topicArn: pulumi.Input<string>
  /** Whose costs: of all that carry this tag Application. */
  readonly application: string
  readonly tags: Tags
}

/** Says when a cost is unusual, long before it is a month's budget. */
export class CostAnomalies extends pulumi.ComponentResource {
  readonly monitorArn: pulumi.Output<string>

  constructor(name: string, args: CostAnomaliesArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:CostAnomalies', name, {}, opts)
    const { tags } = args
    const monitorSpecification = pulumi.jsonStringify(specification(args.application))
    const monitor = new AnomalyMonitor(
      `${name}-monitor`,
      { monitorType: 'CUSTOM', monitorSpecification, tags },
      { parent: this },
    )
    new AnomalySubscription(
      `${name}-subscription`,
      {
        // At once goes to a topic only, and the topic has the mailbox.
        frequency: 'IMMEDIATE',
        monitorArnLists: [monitor.arn],
        subscribers: [{ type: 'SNS', address: args.topicArn }],
        thresholdExpression: {
          dimension: {
            key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
            matchOptions: ['GREATER_THAN_OR_EQUAL'],
            values: [String(args.fromUsd)],
          },
        },
        tags,
      },
      { parent: this },
    )
    this.monitorArn = monitor.arn
    this.registerOutputs({ monitorArn: this.monitorArn })
  }
}

/** With every key: AWS gives them all back, and a missing one would be a change at every up. */
const specification = (application: string) => ({
  And: null,
  CostCategories: null,
  Dimensions: null,
  Not: null,
  Or: null,
  Tags: { Key: 'Application', MatchOptions: null, Values: [application] },
})
