// A policy with something of everything, and all that comes of it, so the file is as long as that is.

import { expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { loaded } from '../../support/builders.ts'
import { everything, inWords } from './everything.ts'

const compile = () =>
  compilePolicy(loaded(everything).policy.document, 'aws-config', {
    types: ['rds:*', 's3:bucket', 'sqs:queue', 'acme:*', 'lambda:*'],
  })

test('everything is written, file by file', () => {
  expect(compile().files.map(({ name, mediaType, text }) => [name, mediaType, JSON.parse(text)])).toEqual([
    [
      'aws-config.json',
      'application/json',
      {
        AWSTemplateFormatVersion: '2010-09-09',
        Resources: {
          RequiredTags1: {
            Type: 'AWS::Config::ConfigRule',
            Properties: {
              ConfigRuleName: 'tagwarden-required-tags-1',
              Source: { Owner: 'AWS', SourceIdentifier: 'REQUIRED_TAGS' },
              Scope: {
                ComplianceResourceTypes: [
                  'AWS::RDS::DBInstance',
                  'AWS::RDS::EventSubscription',
                  'AWS::RDS::DBSnapshot',
                  'AWS::RDS::DBSubnetGroup',
                  'AWS::S3::Bucket',
                ],
              },
              InputParameters: { tag1Key: 'Owner' },
            },
          },
          RequiredTags2: {
            Type: 'AWS::Config::ConfigRule',
            Properties: {
              ConfigRuleName: 'tagwarden-required-tags-2',
              Source: { Owner: 'AWS', SourceIdentifier: 'REQUIRED_TAGS' },
              Scope: { ComplianceResourceTypes: ['AWS::RDS::DBInstance', 'AWS::S3::Bucket'] },
              InputParameters: { tag1Key: 'Environment' },
            },
          },
        },
      },
    ],
  ])
})

test('what cannot be said is listed, each once', () => {
  expect(compile().losses.map(inWords)).toEqual([
    'verdict managed : AWS Config also judges what the provider manages by itself',
    'verdict exemption exemptions[0]: AWS Config has no exemptions',
    'verdict exemption exemptions[1]: AWS Config has no exemptions',
    'detail alias aliases.env: AWS Config does not tell a deprecated key from a missing one',
    'detail alias aliases.stage: AWS Config does not tell a deprecated key from a missing one',
    'verdict grace grace_period_hours: AWS Config gives no grace',
    'verdict scope scope.accounts: AWS Config judges wherever it is switched on; switch it on where it is meant',
    'verdict scope scope.regions: AWS Config judges wherever it is switched on; switch it on where it is meant',
    'verdict scope scope.exclude: AWS Config judges wherever it is switched on; switch it on where it is meant',
    'detail naming tag_naming_rules: AWS Config has no rules about length and characters',
    'verdict format required_tags[0].validation_regex: AWS Config has no patterns',
    'detail detail required_tags[0].weight: AWS Config ranks nothing',
    'verdict type required_tags[0].applies_to: the rule does not judge these [11 types]',
    'verdict empty_value required_tags[0].allow_empty: AWS Config takes an empty value',
    'verdict case_folding required_tags[1].case_insensitive_values: AWS Config compares values letter by letter',
    'verdict value required_tags[1].allowed_values: AWS Config compares with a list cut at commas, letter by letter; any value passes',
    'verdict empty_value required_tags[1].allow_empty: AWS Config takes an empty value',
    'verdict condition required_tags[2].required_when: AWS Config has no conditions; the tag is not demanded',
    'verdict severity required_tags[2].severity: AWS Config knows no warnings; this counts as non-compliant',
    'verdict type required_tags[2].applies_to: the rule does not judge these [7 types]',
    'verdict value required_tags[2].allowed_globs: AWS Config compares with a list cut at commas, letter by letter; any value passes',
    'verdict empty_value required_tags[2].allow_empty: AWS Config takes an empty value',
    'verdict type required_tags[3].applies_to: the rule does not judge these [lambda:function]',
    'verdict format required_tags[4].validation_regex: AWS Config has no patterns',
    'verdict condition required_tags[4].required_when: AWS Config has no conditions; the tag is not demanded',
    'verdict condition required_tags[5].required_when: AWS Config has no conditions; the tag is not demanded',
    'verdict type required_tags[5].applies_to: the rule does not judge these [sqs:queue]',
    'verdict empty_value required_tags[5].allow_empty: AWS Config takes an empty value',
    'verdict optional optional_tags[0]: AWS Config only judges tags that must be there',
    'verdict optional optional_tags[1]: AWS Config only judges tags that must be there',
    'verdict forbidden forbidden_tags[0]: AWS Config cannot forbid a key with this rule',
    'verdict forbidden forbidden_tags[1]: AWS Config cannot forbid a key with this rule',
    'verdict near_miss tag_naming_rules.case_sensitivity: AWS Config takes another spelling for a missing tag',
  ])
})
