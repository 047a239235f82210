// All rules, in the order of the documentation. A new one is a value in one of these lists.

import type { ResourceValidationPolicy, StackValidationPolicy } from '@pulumi/policy'
import { alarmRules } from './rules/alarms.ts'
import { balancerRules } from './rules/balancers.ts'
import { bucketRules } from './rules/buckets.ts'
import { cacheRules } from './rules/caches.ts'
import { clusterRules } from './rules/clusters.ts'
import { containerRules } from './rules/containers.ts'
import { databaseRules } from './rules/databases.ts'
import { fileRules } from './rules/files.ts'
import { firewallRules } from './rules/firewalls.ts'
import { imageRules } from './rules/images.ts'
import { instanceRules } from './rules/instances.ts'
import { keyRules } from './rules/keys.ts'
import { networkRules } from './rules/networks.ts'
import { podCareRules } from './rules/pod-care.ts'
import { podRules } from './rules/pods.ts'
import { taggingRule } from './rules/tagging.ts'

export type Rule = ResourceValidationPolicy | StackValidationPolicy

export const rules: readonly Rule[] = [
  taggingRule(Date.now),
  ...balancerRules,
  ...firewallRules,
  ...networkRules,
  ...instanceRules,
  ...containerRules,
  ...clusterRules,
  ...imageRules,
  ...databaseRules,
  ...cacheRules,
  ...fileRules,
  ...bucketRules,
  ...keyRules,
  ...alarmRules,
  ...podRules,
  ...podCareRules,
]
