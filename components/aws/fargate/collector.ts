// The sidecar that takes traces from the server to X-Ray, and its metrics to Managed Prometheus where there is one.

import * as pulumi from '@pulumi/pulumi'
import { metricsPort } from '../../server-environment.ts'

/** Copies nothing: the image is only moved into the stack's own registry, where its digest is known. */
export const collectorDockerfile = 'FROM amazon/aws-otel-collector:v0.43.3\n'
export const collectorTag = 'build-collector-v0.43.3'
/** Tasks share their loopback. */
export const collectorEndpoint = 'http://127.0.0.1:4318'

/** As JSON, which the collector reads as YAML. */
export function collectorConfig(region: string, metricsUrl: pulumi.Input<string> | undefined): pulumi.Output<string> {
  const traces = { receivers: ['otlp'], processors: ['batch'], exporters: ['awsxray'] }
  const metrics = metricsUrl === undefined ? undefined : toPrometheus(region, metricsUrl)
  return pulumi.jsonStringify({
    ...(metrics && { extensions: metrics.extensions }),
    receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:4318' } } }, ...metrics?.receivers },
    processors: { batch: {}, ...metrics?.processors },
    exporters: { awsxray: { region }, ...metrics?.exporters },
    service: {
      ...(metrics && { extensions: Object.keys(metrics.extensions) }),
      pipelines: { traces, ...(metrics && { metrics: metrics.pipeline }) },
    },
  })
}

const toPrometheus = (region: string, endpoint: pulumi.Input<string>) => ({
  extensions: { sigv4auth: { region, service: 'aps' } },
  receivers: { prometheus: { config: { scrape_configs: [scrape] } } },
  // Every task is 127.0.0.1 to its own collector: the labels of ECS tell them apart.
  processors: { resourcedetection: { detectors: ['env', 'ecs'] } },
  exporters: {
    prometheusremotewrite: {
      endpoint,
      auth: { authenticator: 'sigv4auth' },
      resource_to_telemetry_conversion: { enabled: true },
    },
  },
  pipeline: {
    receivers: ['prometheus'],
    processors: ['resourcedetection', 'batch'],
    exporters: ['prometheusremotewrite'],
  },
})

const scrape = {
  job_name: 'tagwarden',
  scrape_interval: '30s',
  static_configs: [{ targets: [`127.0.0.1:${metricsPort}`] }],
}
