import { stackFile } from '../../../infra/recorder/project.ts'

/** Settings with every part that is left out without a word, as the example of the target has them. */
export function everything(target: 'ecs' | 'ec2'): object {
  const { domain, hostedZoneId, ...settings } = JSON.parse(
    stackFile(`Pulumi.example-${target}.yaml`)[`tagwarden:${target}`] ?? '{}',
  )
  return settings
}
