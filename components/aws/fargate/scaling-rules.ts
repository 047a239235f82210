// When tasks come and go, as application autoscaling reads it.

/** Out above 70 % CPU, in below 30 %: one task at a time, quickly out, slowly in. */
export const steps = {
  out: {
    threshold: 70,
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 2,
    policy: {
      adjustmentType: 'ChangeInCapacity',
      cooldown: 60,
      metricAggregationType: 'Average',
      stepAdjustments: [{ metricIntervalLowerBound: '0', scalingAdjustment: 1 }],
    },
  },
  in: {
    threshold: 30,
    comparisonOperator: 'LessThanThreshold',
    evaluationPeriods: 10,
    policy: {
      adjustmentType: 'ChangeInCapacity',
      cooldown: 300,
      metricAggregationType: 'Average',
      stepAdjustments: [{ metricIntervalUpperBound: '0', scalingAdjustment: -1 }],
    },
  },
}

export function dailyAt(time: string): string {
  const [hour, minute] = time.split(':').map(Number)
  return `cron(${minute} ${hour} * * ? *)`
}
