import { Workspace as Prometheus } from '@pulumi/aws/amp/workspace.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import type { Place } from '../place.ts'
import { Grafana, type GrafanaLogin } from './grafana.ts'

export interface MetricsArgs {
  readonly place: Place
  readonly dataKeyArn: pulumi.Input<string>
  readonly login: GrafanaLogin
}

/** Managed Prometheus for what the server measures of itself, and Grafana to look at it. */
export class Metrics extends pulumi.ComponentResource {
  readonly prometheusArn: pulumi.Output<string>
  /** Where a collector writes to, signed. */
  readonly writeUrl: pulumi.Output<string>
  readonly grafanaUrl: pulumi.Output<string>

  constructor(name: string, args: MetricsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Metrics', name, {}, opts)
    const { place, dataKeyArn: kmsKeyArn, login } = args
    const alias = physicalName('cluster', place.stack)
    const prometheus = new Prometheus(`${name}-prometheus`, { alias, kmsKeyArn, tags: place.tags }, { parent: this })
    const seen = { place, prometheusArn: prometheus.arn, login }
    const grafana = new Grafana(`${name}-grafana`, seen, { parent: this })
    this.prometheusArn = prometheus.arn
    this.writeUrl = pulumi.interpolate`${prometheus.prometheusEndpoint}api/v1/remote_write`
    this.grafanaUrl = grafana.url
    this.registerOutputs({ prometheusArn: this.prometheusArn, grafanaUrl: this.grafanaUrl })
  }
}
