import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { rdsAuthorities } from '../../server/store/postgres/rds-authorities.ts'

const authorities = rdsAuthorities().map((pem) => new X509Certificate(pem))
const names = authorities.map(({ subject }) => /CN=Amazon RDS (.+)/.exec(subject)?.[1] ?? subject)

test('every authority of RDS is one, and valid for years', () => {
  const inFiveYears = Date.now() + 5 * 365 * 86_400_000
  expect(authorities.filter(({ ca, validTo }) => !ca || Date.parse(validTo) < inFiveYears)).toEqual([])
})

test('what a stack asks RDS for, rds-ca-rsa2048-g1, is known in every region that is always enabled', () => {
  const regions = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1']
  const asia = ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2']
  const europe = ['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3']
  const wanted = [...regions, ...asia, ...europe].map((region) => `${region} Root CA RSA2048 G1`)
  expect(wanted.filter((name) => !names.includes(name))).toEqual([])
})

test('no authority that signs for others than RDS is among them', () => {
  expect(authorities.filter(({ subject }) => !subject.includes('Amazon RDS'))).toEqual([])
})
