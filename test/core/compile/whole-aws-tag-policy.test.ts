// A policy with something of everything, and all that comes of it, so the file is as long as that is.

import { expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { loaded } from '../../support/builders.ts'
import { everything, inWords } from './everything.ts'

const compile = () => compilePolicy(loaded(everything).policy.document, 'aws-tag-policy', {})

test('everything is written, file by file', () => {
  expect(compile().files.map(({ name, mediaType, text }) => [name, mediaType, JSON.parse(text)])).toEqual([
    [
      'tag-policy-1.json',
      'application/json',
      {
        tags: {
          Owner: {
            tag_key: { '@@assign': 'Owner' },
            report_required_tag_for: {
              '@@assign': [
                'ec2:ALL_SUPPORTED',
                'lambda:ALL_SUPPORTED',
                'rds:ALL_SUPPORTED',
                's3:ALL_SUPPORTED',
                'sns:ALL_SUPPORTED',
                'sqs:ALL_SUPPORTED',
              ],
            },
          },
          Environment: {
            tag_key: { '@@assign': 'Environment' },
            tag_value: { '@@assign': ['production', 'Test'] },
            report_required_tag_for: { '@@assign': ['ec2:ALL_SUPPORTED', 'rds:db', 's3:bucket'] },
          },
          'Data Class': { tag_key: { '@@assign': 'Data Class' }, tag_value: { '@@assign': ['public', 'team-*'] } },
          Note: { tag_key: { '@@assign': 'Note' }, report_required_tag_for: { '@@assign': ['lambda:function'] } },
          Stage: { tag_key: { '@@assign': 'Stage' } },
          Kind: { tag_key: { '@@assign': 'Kind' } },
          Project: { tag_key: { '@@assign': 'Project' }, tag_value: { '@@assign': ['apollo', 'b c'] } },
          Ticket: { tag_key: { '@@assign': 'Ticket' } },
        },
      },
    ],
  ])
})

test('what cannot be said is listed, each once', () => {
  expect(compile().losses.map(inWords)).toEqual([
    'verdict managed : AWS also judges what the provider manages by itself',
    'verdict exemption exemptions[0]: AWS has no exemptions',
    'verdict exemption exemptions[1]: AWS has no exemptions',
    'detail alias aliases.env: AWS does not tell a deprecated key from a missing one',
    'detail alias aliases.stage: AWS does not tell a deprecated key from a missing one',
    'verdict grace grace_period_hours: AWS gives no grace',
    'verdict scope scope.accounts: AWS judges wherever it is switched on; switch it on where it is meant',
    'verdict scope scope.regions: AWS judges wherever it is switched on; switch it on where it is meant',
    'verdict scope scope.exclude: AWS judges wherever it is switched on; switch it on where it is meant',
    'detail naming tag_naming_rules: AWS has no rules about length and characters',
    'verdict forbidden forbidden_tags[0]: AWS cannot forbid a key in a tag policy',
    'verdict forbidden forbidden_tags[1]: AWS cannot forbid a key in a tag policy',
    'verdict near_miss tag_naming_rules.case_sensitivity: AWS calls every other spelling of a key non-compliant',
    'verdict format required_tags[0].validation_regex: AWS has no patterns',
    'detail detail required_tags[0].weight: AWS ranks nothing',
    'verdict empty_value required_tags[0].allow_empty: AWS takes an empty value',
    'verdict type required_tags[0].applies_to: AWS does not report a missing tag for these [9 types]',
    'verdict case_folding required_tags[1].case_insensitive_values: AWS compares values letter by letter',
    'verdict type required_tags[1].applies_to: AWS checks the values wherever the key is used, not on these types only',
    'verdict type required_tags[1].applies_to: AWS does not report a missing tag for these [ec2:image ec2:reserved-instances ec2:snapshot ec2:spot-instances-request]',
    'verdict condition required_tags[2].required_when: AWS has no conditions; the tag is not reported as missing',
    'verdict severity required_tags[2].severity: AWS knows no warnings; this counts as non-compliant',
    'verdict type required_tags[2].applies_to: AWS checks the values wherever the key is used, not on these types only',
    'verdict type required_tags[2].applies_to: AWS does not report a missing tag for these [rds:cluster-snapshot rds:proxy rds:ri rds:snapshot]',
    'verdict format required_tags[4].validation_regex: AWS has no patterns',
    'verdict condition required_tags[4].required_when: AWS has no conditions; the tag is not reported as missing',
    'verdict condition required_tags[5].required_when: AWS has no conditions; the tag is not reported as missing',
    'verdict empty_value required_tags[5].allow_empty: AWS takes an empty value',
    'verdict severity optional_tags[0].severity: AWS knows no warnings; this counts as non-compliant',
    'verdict type optional_tags[0].applies_to: AWS checks the values wherever the key is used, not on these types only',
    'verdict format optional_tags[1].validation_regex: AWS has no patterns',
    'verdict severity optional_tags[1].severity: AWS knows no warnings; this counts as non-compliant',
    'verdict empty_value optional_tags[1].allow_empty: AWS takes an empty value',
  ])
})
