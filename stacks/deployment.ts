// What every target takes and gives, and what every stack prints.

import type { Output } from '@pulumi/pulumi'
import type { Tags } from '../components/tags.ts'
import type { StackConfig, TargetKind } from './config.ts'
import type { Sizes } from './sizes.ts'

export interface Deployment {
  readonly url: Output<string>
  readonly healthUrl: Output<string>
  /** Addresses of dashboards; none on docker. */
  readonly dashboards: Output<readonly string[]>
  /** The command that shows the logs. */
  readonly logs: Output<string>
  /** Secret; empty when everybody may call. */
  readonly apiKey: Output<string>
  /** PEM of the self-signed certificate; empty with a domain, and where there is no TLS. */
  readonly caCertificate: Output<string>
}

/** What a stack prints, whatever its target. */
export interface Printed extends Deployment {
  /** US dollars, by the table of prices and the assumed usage; docs/deploy/cost.md. */
  readonly estimatedMonthlyCost: Output<number>
}

export type ConfigOf<K extends TargetKind> = Extract<StackConfig, { kind: K }>
/** Of any target on AWS. */
export type AwsConfig = Extract<StackConfig, { aws: unknown }>

export type Deploy<K extends TargetKind> = (config: ConfigOf<K>, sizes: Sizes, tags: Tags) => Promise<Deployment>
