// What looks after a deployment on AWS.

import { input, ofType } from '../parts.ts'
import { type BoxRule, some } from './rule.ts'

const logGroup = 'aws:cloudwatch/logGroup:LogGroup'

export const watchingBoxes: readonly BoxRule[] = [
  {
    id: 'alarms',
    frame: 'watch',
    called: 'alarms',
    title: (part) => some(part.nodes.length, 'alarm'),
    notes: ({ uses }, names) => [`on ${names(uses.filter((id) => id !== 'notices'))}`],
  },
  {
    id: 'notices',
    frame: 'watch',
    called: 'notices',
    title: () => 'Notices',
    notes: (part) => [`and ${some(ofType(part, 'aws:cloudwatch/eventRule:EventRule').length, 'event rule')}`],
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
    id: 'keys',
    frame: 'safe',
    called: 'keys',
    title: (part) => some(ofType(part, 'aws:kms/key:Key').length, 'encryption key'),
    notes: (part) => ofType(part, 'aws:kms/key:Key').map(({ inputs }) => String(inputs.description)),
  },
]
