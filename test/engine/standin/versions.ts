// What a change of a resource makes new beside what was changed: a launch template counts its versions.

import type { Props } from '../wire/messages.ts'

const counted: Readonly<Record<string, string>> = { 'aws:ec2/launchTemplate:LaunchTemplate': 'latestVersion' }

/** Once it is done. */
export function nextVersion(type: string, before: Props): Props {
  const key = counted[type]
  return key === undefined ? {} : { [key]: before[key] + 1 }
}

/** While it is only previewed. */
export function laterVersion(type: string, unknown: unknown): Props {
  const key = counted[type]
  return key === undefined ? {} : { [key]: unknown }
}
