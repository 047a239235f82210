// What the CloudWatch agent of an instance measures, which files it ships, and where it takes traces from the server.

import { metricsPort } from '../../../server-environment.ts'
import type { BootValues } from './values.ts'

const otlpAddress = '127.0.0.1:4318'
/** The agent hands what comes there to X-Ray; the server shares the instance's loopback. */
export const tracesEndpoint = `http://${otlpAddress}`

export const scrapePath = '/opt/aws/amazon-cloudwatch-agent/etc/tagwarden-scrape.yaml'
/** The instance puts its own name there: every server is 127.0.0.1 to the agent beside it. */
export const nameless = 'NAME_OF_THIS_INSTANCE'

/** What is asked for the server's own metrics, and how often; as JSON, which is YAML too. */
export const scrapeConfig = JSON.stringify({
  global: { scrape_interval: '30s' },
  scrape_configs: [
    {
      job_name: 'tagwarden',
      static_configs: [{ targets: [`127.0.0.1:${metricsPort}`], labels: { instance: nameless } }],
    },
  ],
})

type Told = Pick<BootValues, 'region' | 'logGroups' | 'metricsNamespace' | 'prometheusId' | 'group'>

export function agentConfig({ region, logGroups, metricsNamespace, prometheusId, group }: Told): string {
  // By its name: to find it out, the agent would need the right to read the tags of every instance.
  const append_dimensions = { AutoScalingGroupName: group.name }
  const shipped = (file_path: string, stream: string) => ({
    file_path,
    log_group_name: logGroups.system,
    log_stream_name: `{instance_id}/${stream}`,
  })
  const config = {
    agent: { region, metrics_collection_interval: 60 },
    metrics: {
      namespace: metricsNamespace,
      ...(prometheusId !== undefined && {
        metrics_destinations: { cloudwatch: {}, amp: { workspace_id: prometheusId } },
      }),
      aggregation_dimensions: [['AutoScalingGroupName']],
      metrics_collected: {
        ...(prometheusId !== undefined && { prometheus: { prometheus_config_path: scrapePath } }),
        mem: { measurement: ['mem_used_percent'], append_dimensions },
        swap: { measurement: ['swap_used_percent'], append_dimensions },
        disk: { measurement: ['used_percent'], resources: ['/'], drop_device: true, append_dimensions },
      },
    },
    logs: {
      logs_collected: {
        files: {
          collect_list: [shipped('/var/log/messages', 'messages'), shipped('/var/log/cloud-init-output.log', 'boot')],
        },
      },
    },
    traces: { traces_collected: { otlp: { http_endpoint: otlpAddress } } },
  }
  return JSON.stringify(config, null, 1)
}
