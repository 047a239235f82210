// The tags a resource should have, and those its provider adds.

import type { Tags } from '../../core/resource.ts'
import { mailboxOf } from './company.ts'
import type { Plan } from './plan.ts'
import { chance, pick, type Random } from './random.ts'

const projects = ['checkout-2', 'cold-storage', 'one-login', 'warehouse-robots', 'Replatform 2026'] as const

/** Everything the policy asks for but DataClass, which came later. */
export function correctTags({ application, environment, kind }: Plan, name: string, random: Random): Tags {
  return {
    ...(kind.type.startsWith('ec2:') ? { Name: name } : {}),
    Owner: mailboxOf(application),
    Environment: environment === 'sandbox' ? `sandbox-${application.team}` : environment,
    Application: application.name,
    CostCenter: application.costCenter,
    ...(chance(random, 0.18) ? { Project: pick(random, projects) } : {}),
  }
}

export function dataClassTag({ application: { dataClass } }: Plan, random: Random): Tags {
  if (!chance(random, 0.1)) return { DataClass: dataClass }
  const shouted = `${dataClass.charAt(0).toUpperCase()}${dataClass.slice(1)}`
  return pick<Tags>(random, [{ 'data-class': dataClass }, { 'data-classification': dataClass }, { DataClass: shouted }])
}

/** Keys no user can set or remove; they are there on resources nobody ever tagged, too. */
export function providerTags({ kind, application, managed }: Plan, name: string, random: Random): Tags {
  if (managed) return {}
  if (kind.type === 'ec2:instance' && chance(random, 0.25)) {
    return { 'aws:autoscaling:groupName': `${application.name}-group` }
  }
  if (kind.type === 'cloudformation:stack' || !chance(random, 0.12)) return {}
  return {
    'aws:cloudformation:stack-name': `${application.name}-stack`,
    'aws:cloudformation:logical-id': name.replaceAll('-', ''),
  }
}
