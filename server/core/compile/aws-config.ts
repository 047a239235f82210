// The policy as `required-tags` rules of AWS Config, in a CloudFormation template: six keys a rule.

import { compileGlobs } from '../glob.ts'
import type { PolicyDocument, ValueRule } from '../policy-schema.ts'
import { knownTypes } from '../resource-types.ts'
import type { Compiled, CompileOptions } from './compiled.ts'
import { type Loss, loss, mergeLosses } from './loss.ts'
import { packBySize } from './pack.ts'
import { commonLosses, typeFilter, valueRuleLosses } from './shared-losses.ts'

const keysPerRule = 6
/** Of the parameters as JSON, by the API reference. */
const parameterLimit = 1024

/** What `required-tags` can judge; a type may have two names in CloudFormation. */
const configTypes: Readonly<Record<string, readonly string[]>> = {
  'acm:certificate': ['AWS::ACM::Certificate'],
  'autoscaling:autoScalingGroup': ['AWS::AutoScaling::AutoScalingGroup'],
  'cloudformation:stack': ['AWS::CloudFormation::Stack'],
  'codebuild:project': ['AWS::CodeBuild::Project'],
  'dynamodb:table': ['AWS::DynamoDB::Table'],
  'ec2:customer-gateway': ['AWS::EC2::CustomerGateway'],
  'ec2:instance': ['AWS::EC2::Instance'],
  'ec2:internet-gateway': ['AWS::EC2::InternetGateway'],
  'ec2:network-acl': ['AWS::EC2::NetworkAcl'],
  'ec2:network-interface': ['AWS::EC2::NetworkInterface'],
  'ec2:route-table': ['AWS::EC2::RouteTable'],
  'ec2:security-group': ['AWS::EC2::SecurityGroup'],
  'ec2:subnet': ['AWS::EC2::Subnet'],
  'ec2:volume': ['AWS::EC2::Volume'],
  'ec2:vpc': ['AWS::EC2::VPC'],
  'ec2:vpn-connection': ['AWS::EC2::VPNConnection'],
  'ec2:vpn-gateway': ['AWS::EC2::VPNGateway'],
  'elasticloadbalancing:loadbalancer': [
    'AWS::ElasticLoadBalancing::LoadBalancer',
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
  ],
  'rds:db': ['AWS::RDS::DBInstance'],
  'rds:es': ['AWS::RDS::EventSubscription'],
  'rds:snapshot': ['AWS::RDS::DBSnapshot'],
  'rds:subgrp': ['AWS::RDS::DBSubnetGroup'],
  'redshift:cluster': ['AWS::Redshift::Cluster'],
  'redshift:parametergroup': ['AWS::Redshift::ClusterParameterGroup'],
  'redshift:snapshot': ['AWS::Redshift::ClusterSnapshot'],
  'redshift:subnetgroup': ['AWS::Redshift::ClusterSubnetGroup'],
  's3:bucket': ['AWS::S3::Bucket'],
}

type Demand = { readonly key: string; readonly values: string | null; readonly types: readonly string[] }

export function compileConfig(document: PolicyDocument, options: CompileOptions): Compiled {
  const isWanted = typeFilter(document, options)
  const demands = document.required_tags
    .filter(({ required_when }) => required_when === null)
    .map((tag) => ({ key: tag.name, values: valuesOf(tag), types: typesOf(tag, isWanted) }))
    .filter(({ types }) => types.length > 0)
  const byTypes = Map.groupBy(demands, ({ types }) => types.join(' '))
  const packs = [...byTypes.values()].map((group) => packBySize(group, fits))
  const rules = packs.flatMap(({ packed }) => packed)
  return {
    files: rules.length === 0 ? [] : [template(rules)],
    losses: mergeLosses([
      ...commonLosses(document, 'AWS Config'),
      ...document.required_tags.flatMap((tag, index) => requiredLosses(tag, index, isWanted)),
      ...document.optional_tags.map((_, index) =>
        loss(['optional_tags', index], 'optional', 'AWS Config only judges tags that must be there'),
      ),
      ...document.forbidden_tags.map((_, index) =>
        loss(['forbidden_tags', index], 'forbidden', 'AWS Config cannot forbid a key with this rule'),
      ),
      ...(document.tag_naming_rules.case_sensitivity
        ? []
        : [
            loss(
              ['tag_naming_rules', 'case_sensitivity'],
              'near_miss',
              'AWS Config takes another spelling for a missing tag',
            ),
          ]),
      ...packs
        .flatMap(({ tooLarge }) => tooLarge)
        .map(({ key }) =>
          loss([], 'size', `the values of "${key}" are over ${parameterLimit} characters, so it is left out`),
        ),
    ]),
  }
}

const fits = (demands: readonly Demand[]): boolean =>
  demands.length <= keysPerRule && JSON.stringify(parameters(demands)).length <= parameterLimit

function parameters(demands: readonly Demand[]): Record<string, string> {
  return Object.fromEntries(
    demands.flatMap(({ key, values }, index) => [
      [`tag${index + 1}Key`, key],
      ...(values === null ? [] : [[`tag${index + 1}Value`, values]]),
    ]),
  )
}

function template(rules: readonly (readonly Demand[])[]) {
  const resources = rules.map((demands, index) => [
    `RequiredTags${index + 1}`,
    {
      Type: 'AWS::Config::ConfigRule',
      Properties: {
        ConfigRuleName: `tagwarden-required-tags-${index + 1}`,
        Source: { Owner: 'AWS', SourceIdentifier: 'REQUIRED_TAGS' },
        Scope: { ComplianceResourceTypes: demands[0]?.types },
        InputParameters: parameters(demands),
      },
    },
  ])
  const text = JSON.stringify(
    { AWSTemplateFormatVersion: '2010-09-09', Resources: Object.fromEntries(resources) },
    null,
    2,
  )
  return { name: 'aws-config.json', mediaType: 'application/json', text: `${text}\n` }
}

/** One text, cut at commas; so a value with a comma, or with blanks around it, cannot be among them. */
function valuesOf({ allowed_values, allowed_globs, case_insensitive_values, allow_empty }: ValueRule): string | null {
  if (allowed_values === null || allowed_globs !== null || case_insensitive_values || allow_empty) return null
  const isListable = allowed_values.every((value) => !value.includes(',') && value !== '' && value.trim() === value)
  return isListable ? allowed_values.join(',') : null
}

function typesOf({ applies_to }: ValueRule, isWanted: (type: string) => boolean): string[] {
  const matches = applies_to === null ? () => true : compileGlobs(applies_to)
  return Object.entries(configTypes).flatMap(([type, names]) => (matches(type) && isWanted(type) ? names : []))
}

function requiredLosses(tag: ValueRule, index: number, isWanted: (type: string) => boolean): Loss[] {
  const at = (field: string) => ['required_tags', index, field]
  const matches = tag.applies_to === null ? () => true : compileGlobs(tag.applies_to)
  const exact = (tag.applies_to ?? []).filter((type) => !type.includes('*'))
  const types = [...new Set([...exact, ...knownTypes.filter(matches)])].filter(
    (type) => isWanted(type) && !Object.hasOwn(configTypes, type),
  )
  const limits = tag.allowed_values !== null || tag.allowed_globs !== null
  return [
    ...valueRuleLosses(tag, 'required_tags', index, 'AWS Config'),
    ...(tag.required_when === null
      ? []
      : [loss(at('required_when'), 'condition', 'AWS Config has no conditions; the tag is not demanded')]),
    ...(tag.severity === 'warning'
      ? [loss(at('severity'), 'severity', 'AWS Config knows no warnings; this counts as non-compliant')]
      : []),
    ...(types.length === 0 ? [] : [loss(at('applies_to'), 'type', 'the rule does not judge these', { types })]),
    ...(limits && valuesOf(tag) === null
      ? [loss(at(tag.allowed_globs === null ? 'allowed_values' : 'allowed_globs'), 'value', valueReason)]
      : []),
    ...(!tag.allow_empty && valuesOf(tag) === null
      ? [loss(at('allow_empty'), 'empty_value', 'AWS Config takes an empty value')]
      : []),
  ]
}

const valueReason = 'AWS Config compares with a list cut at commas, letter by letter; any value passes'
