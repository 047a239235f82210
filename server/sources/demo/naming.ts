// Names and ARNs as the providers write them.

import { formatArn } from '../../core/arn.ts'
import { companyName, type Environment } from './company.ts'
import type { Plan } from './plan.ts'
import { letters, pick, type Random } from './random.ts'

const shortEnvironments: Readonly<Record<Environment, string>> = {
  production: 'prod',
  staging: 'stg',
  development: 'dev',
  test: 'test',
  sandbox: 'sbx',
}

/** How often each stem was given out; two resources of one kind must not share a name. */
export type NameBook = Map<string, number>

export function nameOf(plan: Plan, random: Random, book: NameBook): string {
  if (plan.managed) return 'default'
  const { kind, application, environment, namePrefix = '' } = plan
  const brand = kind.type === 's3:bucket' ? `${companyName}-` : ''
  const stem = `${brand}${namePrefix}${application.name}-${shortEnvironments[environment]}-${pick(random, kind.roles)}`
  const used = book.get(`${kind.type} ${stem}`) ?? 0
  book.set(`${kind.type} ${stem}`, used + 1)
  return `${stem}-${String(used + 1).padStart(2, '0')}`
}

export function arnOf({ kind, account, region }: Plan, name: string, random: Random): string {
  const [service = ''] = kind.type.split(':')
  const ownAccount = service === 's3' ? '' : account.id
  const ownRegion = service === 's3' ? '' : region
  const resource = kind.path.replace(/\{(name|uuid|hex|code)(\d*)\}/g, (_, slot: string, length: string) =>
    slot === 'name' ? name : fill(slot, Number(length), random),
  )
  return formatArn({ partition: 'aws', service, region: ownRegion, account: ownAccount, resource })
}

function fill(slot: string, length: number, random: Random): string {
  const hex = (size: number) => letters(random, '0123456789abcdef', size)
  if (slot === 'uuid') return [8, 4, 4, 4, 12].map(hex).join('-')
  return slot === 'hex' ? hex(length) : letters(random, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789', length)
}
