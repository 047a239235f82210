import { Budget as CostBudget } from '@pulumi/aws/budgets/budget.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../../tags.ts'

export interface BudgetArgs {
  /** US dollars a month. */
  readonly limitUsd: number
  readonly topicArn: pulumi.Input<string>
  /** Told beside the topic. */
  readonly email: string | undefined
  /** Whose costs: of all that carry this tag Application. */
  readonly application: string
  readonly tags: Tags
}

const percent = [50, 80, 100]

/** Says when the month gets more expensive than it should. It stops nothing. */
export class Budget extends pulumi.ComponentResource {
  readonly budgetName: pulumi.Output<string>

  constructor(name: string, args: BudgetArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Budget', name, {}, opts)
    const tell = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      comparisonOperator: 'GREATER_THAN',
      notificationType,
      threshold,
      thresholdType: 'PERCENTAGE',
      subscriberSnsTopicArns: [args.topicArn],
      subscriberEmailAddresses: args.email === undefined ? [] : [args.email],
    })
    const budget = new CostBudget(
      name,
      {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        limitAmount: String(args.limitUsd),
        limitUnit: 'USD',
        costFilters: [{ name: 'TagKeyValue', values: [`user:Application$${args.application}`] }],
        notifications: [...percent.map((threshold) => tell('ACTUAL', threshold)), tell('FORECASTED', 100)],
        tags: args.tags,
      },
      { parent: this },
    )
    this.budgetName = budget.name
    this.registerOutputs({ budgetName: this.budgetName })
  }
}
