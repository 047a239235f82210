// What the CloudWatch agent of an instance measures, which files it ships, and where it takes traces from the server.

import type { BootValues } from './values.ts'

const otlpAddress = '127.0.0.1:4318'
/** The agent hands what comes there to X-Ray; the server shares the instance's loopback. */
export const tracesEndpoint = `http://${otlpAddress}`

type Told = Pick<BootValues, 'region' | 'logGroups' | 'metricsNamespace' | 'group'>

export function agentConfig({ region, logGroups, metricsNamespace, group }: Told): string {
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
      aggregation_dimensions: [['AutoScalingGroupName']],
      metrics_collected: {
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
