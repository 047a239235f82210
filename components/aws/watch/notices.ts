import { EventRule } from '@pulumi/aws/cloudwatch/eventRule.js'
import { EventTarget } from '@pulumi/aws/cloudwatch/eventTarget.js'
import { Topic } from '@pulumi/aws/sns/topic.js'
import { TopicPolicy } from '@pulumi/aws/sns/topicPolicy.js'
import { TopicSubscription } from '@pulumi/aws/sns/topicSubscription.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'
import { policyDocument } from '../policy-document.ts'

export interface NoticesArgs {
  readonly place: Place
  readonly logsKeyArn: pulumi.Input<string>
  /** Who is told; nobody is asked when it is left out. */
  readonly email: string | undefined
  readonly secretsVersion: number
}

/** Who may write to the topic, and needs its key for that. */
export const publishers = [
  'cloudwatch.amazonaws.com',
  'events.amazonaws.com',
  'budgets.amazonaws.com',
  'costalerts.amazonaws.com',
]

const firewallChanges = [
  'AuthorizeSecurityGroupIngress',
  'AuthorizeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
  'RevokeSecurityGroupEgress',
  'ModifySecurityGroupRules',
  'CreateSecurityGroup',
  'DeleteSecurityGroup',
]

/** Where alarms go, and two alarms that no metric gives: a changed firewall, and secrets that got old. */
export class Notices extends pulumi.ComponentResource {
  /** Known once they may write to it. */
  readonly topicArn: pulumi.Output<string>

  constructor(name: string, args: NoticesArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Notices', name, {}, opts)
    const child = { parent: this }
    const { place } = args
    const topic = new Topic(name, { kmsMasterKeyId: args.logsKeyArn, tags: place.tags }, child)
    const open = new TopicPolicy(`${name}-policy`, { arn: topic.arn, policy: publishedBy(topic.arn, place) }, child)
    if (args.email)
      new TopicSubscription(`${name}-email`, { topic: topic.arn, protocol: 'email', endpoint: args.email }, child)
    const tell = (
      role: string,
      when: Pick<ConstructorParameters<typeof EventRule>[1] & object, 'eventPattern' | 'scheduleExpression'>,
      description: string,
    ) => {
      const rule = new EventRule(`${name}-${role}`, { ...when, description, tags: place.tags }, child)
      new EventTarget(`${name}-${role}-target`, { rule: rule.name, arn: topic.arn }, child)
    }
    const eventPattern = pulumi.jsonStringify({
      source: ['aws.ec2'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['ec2.amazonaws.com'], eventName: firewallChanges },
    })
    tell('firewall', { eventPattern }, 'A security group was changed')
    // A new version is a new rule, so the ninety days start again.
    const overdue = 'The secrets are 90 days old: raise tagwarden:secretsVersion'
    tell(`secrets-v${args.secretsVersion}`, { scheduleExpression: 'rate(90 days)' }, overdue)
    this.topicArn = pulumi.all([topic.arn, open.id]).apply(([arn]) => arn)
    this.registerOutputs({ topicArn: this.topicArn })
  }
}

const publishedBy = (topic: pulumi.Input<string>, { account }: Place) =>
  policyDocument([
    {
      Sid: 'Alarms',
      Effect: 'Allow',
      Principal: { Service: [...publishers] },
      Action: 'sns:Publish',
      Resource: topic,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
    {
      Sid: 'NotInTheClear',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: topic,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ])
