import { expect, test } from 'vitest'
import type { BillLine } from '../../server/core/bill.ts'
import { servicesOn } from '../../server/core/bill-services.ts'

const bill = (...services: readonly string[]): BillLine[] =>
  services.map((service) => ({ month: '2026-10', account: '1', region: '', service, usd: 1, kind: 'usage' }))

test.each([
  ['Cost Explorer', ['Amazon Elastic Compute Cloud - Compute', 'EC2 - Other'], 'ec2:volume', 'EC2 - Other'],
  [
    'Cost Explorer',
    ['Amazon Elastic Compute Cloud - Compute'],
    'ec2:instance',
    'Amazon Elastic Compute Cloud - Compute',
  ],
  ['FOCUS', ['Amazon Elastic Compute Cloud'], 'ec2:volume', 'Amazon Elastic Compute Cloud'],
  ['CUR', ['AmazonEC2'], 'ec2:instance', 'AmazonEC2'],
  ['a bill that names services as ARNs do', ['ec2', 'EC2 - Other'], 'ec2:volume', 'ec2'],
  ['a bill without the service', ['Amazon Redshift'], 'ec2:volume', 'ec2'],
  ['a bill with what nobody knows', ['acme'], 'acme:rocket', 'acme'],
])('%s (%j): %s is %s', (_name, services, type, expected) => {
  expect(servicesOn(bill(...services))(type)).toBe(expected)
})
