import { WebAcl } from '@pulumi/aws/wafv2/webAcl.js'
import { WebAclAssociation } from '@pulumi/aws/wafv2/webAclAssociation.js'
import { WebAclLoggingConfiguration } from '@pulumi/aws/wafv2/webAclLoggingConfiguration.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import { type LogKeeping, logGroup } from '../log-groups.ts'
import type { Place } from '../place.ts'
import { wafRules } from './waf-rules.ts'

export interface WafArgs {
  readonly place: Place
  readonly logs: LogKeeping
  readonly balancerArn: pulumi.Input<string>
}

/** Stands before the load balancer. */
export class Waf extends pulumi.ComponentResource {
  readonly aclName: pulumi.Output<string>

  constructor(name: string, args: WafArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Waf', name, {}, opts)
    const child = { parent: this }
    const acl = new WebAcl(
      name,
      {
        scope: 'REGIONAL',
        description: 'Before the load balancer of Tagwarden',
        defaultAction: { allow: {} },
        rules: wafRules,
        visibilityConfig: { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: 'tagwarden' },
        tags: args.place.tags,
      },
      child,
    )
    new WebAclAssociation(`${name}-balancer`, { resourceArn: args.balancerArn, webAclArn: acl.arn }, child)
    const log = logGroup(`${name}-logs`, physicalName('wafLogGroup', args.place.stack), args.logs, this)
    const hidden = ['authorization', 'cookie'].map((header) => ({ singleHeader: { name: header } }))
    new WebAclLoggingConfiguration(
      `${name}-logging`,
      { resourceArn: acl.arn, logDestinationConfigs: [log.arn], redactedFields: hidden },
      child,
    )
    this.aclName = acl.name
    this.registerOutputs({ aclName: this.aclName })
  }
}
