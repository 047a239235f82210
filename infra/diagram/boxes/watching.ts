// What looks after a deployment on AWS.

import { field, input, ofType, type Part } from '../parts.ts'
import { type BoxRule, some } from './rule.ts'

const logGroup = 'aws:cloudwatch/logGroup:LogGroup'

export const watchingBoxes: readonly BoxRule[] = [
  {
    id: 'alarms',
    frame: 'watch',
    called: 'alarms',
    title: (part) => some(part.nodes.length, 'alarm'),
    notes: (part, names) => [`on ${names([...part.uses.filter((id) => id !== 'notices'), ...machines(part)])}`],
  },
  {
    id: 'notices',
    frame: 'watch',
    called: 'notices',
    title: () => 'Notices',
    notes: (part, names) => [
      `from ${names(part.usedBy)}, ${some(ofType(part, 'aws:cloudwatch/eventRule:EventRule').length, 'event rule')}`,
      ofType(part, 'aws:sns/topicSubscription:TopicSubscription').length > 0 ? 'to a mailbox' : '',
    ],
  },
  {
    id: 'logs',
    frame: 'watch',
    called: 'logs',
    title: (part) => some(part.nodes.length, 'log'),
    notes: (part, names) => [`of ${names(part.owners)}`, `kept ${input(part, logGroup, 'retentionInDays')} days`],
  },
  { id: 'dashboard', frame: 'watch', called: 'dashboard', title: () => 'Dashboard' },
  {
    id: 'accessLogs',
    frame: 'watch',
    shape: 'store',
    called: 'access logs',
    title: () => 'Access logs on S3',
    notes: ({ usedBy }, names) => [`of ${names(usedBy)}`],
  },
  {
    id: 'trail',
    frame: 'watch',
    called: 'trail',
    title: () => 'Trail',
    notes: () => ['who did what in the account'],
  },
  {
    id: 'metrics',
    frame: 'watch',
    called: 'metrics',
    title: () => 'Metrics',
    notes: () => ['Prometheus and Grafana'],
  },
  {
    id: 'costs',
    frame: 'watch',
    called: 'costs',
    title: () => 'Costs',
    notes: (part) => [
      `budget of ${input(part, 'aws:budgets/budget:Budget', 'limitAmount')} USD a month`,
      ofType(part, 'aws:costexplorer/anomalyMonitor:AnomalyMonitor').length > 0 ? 'unusual costs' : '',
    ],
  },
]

/** A group of instances is named before it is made, so that its alarms do not depend on it. */
const machines = ({ nodes }: Part) =>
  nodes.some(({ inputs }) => field(inputs.dimensions, 'AutoScalingGroupName') !== undefined) ? ['servers'] : []
