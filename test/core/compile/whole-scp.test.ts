// A policy with something of everything, and all that comes of it, so the file is as long as that is.

import { expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { loaded } from '../../support/builders.ts'
import { everything, inWords } from './everything.ts'

const compile = () =>
  compilePolicy(loaded(everything).policy.document, 'scp', { types: ['rds:db', 's3:bucket', 'sqs:queue'] })

test('everything is written, file by file', () => {
  expect(compile().files.map(({ name, mediaType, text }) => [name, mediaType, JSON.parse(text)])).toEqual([
    [
      'scp-1.json',
      'application/json',
      {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Tagwarden1',
            Effect: 'Deny',
            Action: ['rds:CreateDBInstance', 'sqs:CreateQueue'],
            Resource: ['arn:*:rds:*:*:db:*', 'arn:*:sqs:*:*:*'],
            Condition: {
              Null: { 'aws:RequestTag/Owner': 'true' },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
          {
            Sid: 'Tagwarden2',
            Effect: 'Deny',
            Action: ['rds:CreateDBInstance', 'sqs:CreateQueue'],
            Resource: ['arn:*:rds:*:*:db:*', 'arn:*:sqs:*:*:*'],
            Condition: {
              StringEquals: { 'aws:RequestTag/Owner': ['', ' '] },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
          {
            Sid: 'Tagwarden3',
            Effect: 'Deny',
            Action: ['rds:CreateDBInstance'],
            Resource: ['arn:*:rds:*:*:db:*'],
            Condition: {
              Null: { 'aws:RequestTag/Environment': 'true' },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
          {
            Sid: 'Tagwarden4',
            Effect: 'Deny',
            Action: ['rds:CreateDBInstance'],
            Resource: ['arn:*:rds:*:*:db:*'],
            Condition: {
              StringEquals: { 'aws:RequestTag/Environment': ['', ' '] },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
          {
            Sid: 'Tagwarden5',
            Effect: 'Deny',
            Action: ['rds:CreateDBInstance'],
            Resource: ['arn:*:rds:*:*:db:*'],
            Condition: {
              Null: { 'aws:RequestTag/Environment': 'false' },
              StringNotEqualsIgnoreCase: { 'aws:RequestTag/Environment': ['production', 'Test'] },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
          {
            Sid: 'Tagwarden6',
            Effect: 'Deny',
            Action: ['sqs:CreateQueue'],
            Resource: ['arn:*:sqs:*:*:*'],
            Condition: {
              Null: { 'aws:RequestTag/Kind': 'true' },
              StringEquals: { 'aws:RequestTag/Note': ['x'] },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
          {
            Sid: 'Tagwarden7',
            Effect: 'Deny',
            Action: ['sqs:CreateQueue'],
            Resource: ['arn:*:sqs:*:*:*'],
            Condition: {
              StringEquals: { 'aws:RequestTag/Note': ['x'], 'aws:RequestTag/Kind': ['', ' '] },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
          {
            Sid: 'Tagwarden8',
            Effect: 'Deny',
            Action: ['rds:CreateDBInstance', 'sqs:CreateQueue'],
            Resource: ['arn:*:rds:*:*:db:*', 'arn:*:sqs:*:*:*'],
            Condition: {
              Null: { 'aws:RequestTag/temp': 'false' },
              StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['1111*'] },
            },
          },
        ],
      },
    ],
  ])
})

test('what cannot be said is listed, each once', () => {
  expect(compile().losses.map(inWords)).toEqual([
    'verdict time : an SCP is asked when a resource is created: what exists, and tags changed later, it does not see',
    'verdict near_miss : AWS does not tell capitals from small letters in the key of a condition',
    'verdict managed : An SCP also judges what the provider manages by itself',
    'verdict exemption exemptions[0]: An SCP has no exemptions',
    'verdict exemption exemptions[1]: An SCP has no exemptions',
    'detail alias aliases.env: An SCP does not tell a deprecated key from a missing one',
    'detail alias aliases.stage: An SCP does not tell a deprecated key from a missing one',
    'verdict grace grace_period_hours: An SCP gives no grace',
    'verdict scope scope.exclude: An SCP judges wherever it is switched on; switch it on where it is meant',
    'detail naming tag_naming_rules: An SCP has no rules about length and characters',
    'detail severity required_tags[2].severity: a warning selects nothing, so the rule is left out',
    'detail severity optional_tags[0].severity: a warning selects nothing, so the rule is left out',
    'detail severity optional_tags[1].severity: a warning selects nothing, so the rule is left out',
    'detail severity forbidden_tags[1].severity: a warning selects nothing, so the rule is left out',
    'detail naming tag_naming_rules: these rules only give warnings, and warnings are left out',
    'verdict type required_tags[0].applies_to: no call that creates these is known to take tags [s3:bucket]',
    'verdict format required_tags[0].validation_regex: An SCP has no patterns',
    'detail detail required_tags[0].weight: An SCP ranks nothing',
    'verdict empty_value required_tags[0].allow_empty: of values that are only white space an SCP refuses none but one blank',
    'verdict type required_tags[1].applies_to: no call that creates these is known to take tags [s3:bucket]',
    'verdict empty_value required_tags[1].allow_empty: of values that are only white space an SCP refuses none but one blank',
    'verdict empty_value required_tags[2].allow_empty: of values that are only white space an SCP refuses none but one blank',
    'verdict format required_tags[4].validation_regex: An SCP has no patterns',
    'verdict condition required_tags[4].required_when: an SCP has no patterns; the tag is never demanded',
    'verdict empty_value required_tags[5].allow_empty: of values that are only white space an SCP refuses none but one blank',
    'verdict empty_value optional_tags[0].allow_empty: of values that are only white space an SCP refuses none but one blank',
    'verdict type optional_tags[1].applies_to: no call that creates these is known to take tags [s3:bucket]',
    'verdict format optional_tags[1].validation_regex: An SCP has no patterns',
    'verdict empty_value optional_tags[1].allow_empty: of values that are only white space an SCP refuses none but one blank',
    'verdict type forbidden_tags[0].applies_to: no call that creates these is known to take tags [s3:bucket]',
  ])
})
