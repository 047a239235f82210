// A policy with something of everything, and how a loss reads in one line.

import type { Loss } from '../../../server/core/compile/loss.ts'

export const everything = {
  required_tags: [
    { name: 'Owner', validation_regex: '[a-z]+@example\\.com', weight: 2 },
    {
      name: 'Environment',
      allowed_values: ['production', 'Test'],
      applies_to: ['ec2:*', 'rds:db', 's3:bucket', 'acme:rocket'],
      case_insensitive_values: true,
    },
    {
      name: 'Data Class',
      allowed_values: ['public'],
      allowed_globs: ['team-*'],
      required_when: { tag: 'Environment', in: ['production'] },
      severity: 'warning',
      applies_to: ['rds:*'],
    },
    { name: 'Note', allow_empty: true, applies_to: ['lambda:function'] },
    {
      name: 'Stage',
      validation_regex: '^[a-z]',
      regex_mode: 'search',
      allow_empty: true,
      required_when: { tag: 'Owner', matches: 'a.*' },
      applies_to: ['sns:topic'],
    },
    { name: 'Kind', required_when: { tag: 'Note', equals: 'x' }, applies_to: ['sqs:queue'] },
  ],
  optional_tags: [
    { name: 'Project', allowed_values: ['apollo', 'b c'], applies_to: ['ec2:instance'] },
    { name: 'Ticket', validation_regex: 'T-\\d+' },
  ],
  forbidden_tags: [
    { name: 'temp', reason: 'Temporary stays.' },
    { name: 'todo', severity: 'warning', applies_to: ['ec2:*'] },
  ],
  aliases: { env: 'Environment', stage: 'Environment' },
  tag_naming_rules: {
    case_sensitivity: false,
    allow_special_characters: false,
    max_key_length: 64,
    max_value_length: 100,
  },
  exemptions: [
    {
      id: 'EX-1',
      resources: ['arn:aws:ec2:*:*:instance/i-1*'],
      tags: ['Owner'],
      reason: 'moving',
      expires_at: '2030-01-01',
    },
    { resources: ['*'], reason: 'old', expires_at: '2026-01-01' },
  ],
  grace_period_hours: 48,
  scope: {
    accounts: ['1111*'],
    regions: ['eu-*'],
    types: ['ec2:*', 'rds:*', 's3:*', 'lambda:*', 'sns:*', 'sqs:*'],
    exclude: ['*sandbox*'],
  },
}

export const inWords = ({ effect, rule, path, reason, types }: Loss) => {
  const about = (types ?? []).length > 6 ? `${types?.length} types` : types?.join(' ')
  return `${effect} ${rule} ${path}: ${reason}${types === null ? '' : ` [${about}]`}`
}
