import { Listener } from '@pulumi/aws/lb/listener.js'
import { ListenerRule } from '@pulumi/aws/lb/listenerRule.js'
import { Record as DnsRecord } from '@pulumi/aws/route53/record.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'
import type { Balancer } from './balancer.ts'
import { Certificate, type HostName } from './certificate.ts'

/** Both pin TLS 1.3 with 1.2 as the floor; left out, AWS would take a policy of 2016. */
export type TlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' | 'ELBSecurityPolicy-TLS13-1-2-2021-06'

export interface EdgeArgs {
  readonly place: Place
  readonly balancer: Balancer
  readonly host: HostName
  readonly tlsPolicy: TlsPolicy
}

/** What the Internet may ask for. `/metrics` and `/admin` are not in it. */
export const openPaths =
  '^/(|mcp|api/.*|oauth/.*|auth/.*|health(/.*)?|docs(/.*)?|openapi\\.json|assets/.*|\\.well-known/.*)$'

/** The way in: TLS, one host, known paths. Everything else is a 404, or on port 80 a redirect. */
export class Edge extends pulumi.ComponentResource {
  readonly hostName: pulumi.Output<string>
  readonly ownAuthority: pulumi.Output<string>
  readonly forwardRuleArn: pulumi.Output<string>

  constructor(name: string, args: EdgeArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Edge', name, {}, opts)
    const { balancer, host, place } = args
    const { tags } = place
    const certificate = new Certificate(`${name}-certificate`, { host, tags }, { parent: this })
    this.hostName = 'domain' in host ? this.name(name, host, balancer) : host.balancerName
    this.ownAuthority = certificate.ownAuthority
    const https = new Listener(
      `${name}-https`,
      {
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: 'HTTPS',
        sslPolicy: args.tlsPolicy,
        certificateArn: certificate.arn,
        routingHttpResponseServerEnabled: false,
        routingHttpResponseStrictTransportSecurityHeaderValue: 'max-age=31536000; includeSubDomains',
        defaultActions: [
          {
            type: 'fixed-response',
            fixedResponse: { contentType: 'text/plain', messageBody: 'Not found', statusCode: '404' },
          },
        ],
        tags,
      },
      { parent: this },
    )
    this.redirect(name, args)
    this.forwardRuleArn = this.forward(name, args, https.arn).arn
    this.registerOutputs({ hostName: this.hostName, forwardRuleArn: this.forwardRuleArn })
  }

  private name(name: string, host: { domain: string; hostedZoneId: string }, { dnsName, zoneId }: Balancer) {
    const alias = { name: dnsName, zoneId, evaluateTargetHealth: true }
    const record = { name: host.domain, zoneId: host.hostedZoneId, type: 'A', aliases: [alias] }
    return new DnsRecord(`${name}-name`, record, { parent: this }).name
  }

  private redirect(name: string, { balancer, place }: EdgeArgs): void {
    const redirect = { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' }
    const defaultActions = [{ type: 'redirect', redirect }]
    new Listener(
      `${name}-redirect`,
      { loadBalancerArn: balancer.arn, port: 80, protocol: 'HTTP', defaultActions, tags: place.tags },
      { parent: this },
    )
  }

  private forward(name: string, { balancer, place }: EdgeArgs, listenerArn: pulumi.Input<string>): ListenerRule {
    const [first, ...others] = balancer.targetGroupArns
    const weighted = [first, ...others].map((arn, position) => ({ arn: arn ?? '', weight: position === 0 ? 100 : 0 }))
    const action =
      others.length === 0
        ? { type: 'forward', targetGroupArn: first ?? '' }
        : { type: 'forward', forward: { targetGroups: weighted } }
    return new ListenerRule(
      `${name}-forward`,
      {
        listenerArn,
        priority: 10,
        conditions: [{ hostHeader: { values: [this.hostName] } }, { pathPattern: { regexValues: [openPaths] } }],
        actions: [action],
        tags: place.tags,
      },
      // A rollout that changes over moves the weights itself.
      { parent: this, ignoreChanges: others.length === 0 ? [] : ['actions'] },
    )
  }
}
