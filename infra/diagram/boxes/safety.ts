// What is left when something is lost.

import { field, input, listOf, ofType, type Part } from '../parts.ts'
import { type BoxRule, some } from './rule.ts'

export const safetyBoxes: readonly BoxRule[] = [
  {
    id: 'keys',
    frame: 'safe',
    called: 'keys',
    title: (part) => some(ofType(part, 'aws:kms/key:Key').length, 'encryption key'),
    notes: (part) => ofType(part, 'aws:kms/key:Key').map(({ inputs }) => String(inputs.description)),
  },
  {
    id: 'backups',
    frame: 'safe',
    shape: 'store',
    called: 'backups',
    title: () => 'Backups',
    notes: (part) => [...lifetimes(part), locked(part)],
  },
  {
    id: 'backupCopy',
    frame: 'safe',
    shape: 'store',
    called: 'copies of backups',
    title: () => 'Copies of backups',
    notes: (part) => ['in another region', locked(part)],
  },
]

const lifetimes = (part: Part) =>
  listOf(input(part, 'aws:backup/plan:Plan', 'rules')).map(
    (rule) =>
      `${String(field(rule, 'ruleName')).replace('-', ' ')}: ${some(Number(field(field(rule, 'lifecycle'), 'deleteAfter')), 'day')}`,
  )

const locked = (part: Part) =>
  ofType(part, 'aws:backup/vaultLockConfiguration:VaultLockConfiguration').length > 0 ? 'locked' : ''
