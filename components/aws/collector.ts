// The sidecar that takes traces from the server and hands them to X-Ray.

/** Copies nothing: the image is only moved into the stack's own registry, where its digest is known. */
export const collectorDockerfile = 'FROM amazon/aws-otel-collector:v0.43.3\n'
export const collectorTag = 'build-collector-v0.43.3'
/** Tasks share their loopback. */
export const collectorEndpoint = 'http://127.0.0.1:4318'

export function collectorConfig(region: string): string {
  return [
    'receivers:',
    '  otlp:',
    '    protocols:',
    '      http:',
    '        endpoint: 127.0.0.1:4318',
    'processors:',
    '  batch: {}',
    'exporters:',
    '  awsxray:',
    `    region: ${region}`,
    'service:',
    '  pipelines:',
    '    traces:',
    '      receivers: [otlp]',
    '      processors: [batch]',
    '      exporters: [awsxray]',
    '',
  ].join('\n')
}
