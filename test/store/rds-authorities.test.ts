import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../server/core/errors.ts'
import { databaseAt } from '../../server/store/postgres/connection.ts'
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

describe('DATABASE_CA_FILE=rds', () => {
  const trustOf = (host: string) =>
    databaseAt({ url: `postgres://tagwarden@${host}:5432/tagwarden`, caFile: 'rds' }).ssl

  test('refuses a host in a region whose authority is not here, and names the way out', () => {
    const hosts = {
      'il-central-1': 'db.c1x.il-central-1.rds.amazonaws.com',
      'us-gov-west-1': 'db.cluster-c1x.us-gov-west-1.rds.amazonaws.com',
      'cn-north-1': 'db.c1x.rds.cn-north-1.amazonaws.com.cn',
    }
    for (const [region, host] of Object.entries(hosts)) {
      const refusal = new AppError('invalid_config', `Tagwarden has no authority of Amazon RDS for ${region}.`, {
        hint: 'Get the bundle of that region from AWS, and name the file in DATABASE_CA_FILE.',
      })
      expect(() => trustOf(host)).toThrow(refusal)
    }
  })

  test('trusts the authorities of RDS for a host in a region that has one, and for a name of one’s own', () => {
    const trust = { ca: rdsAuthorities(), rejectUnauthorized: true }
    expect(trustOf('db.c1x.eu-west-1.rds.amazonaws.com')).toEqual(trust)
    expect(trustOf('db.example.com')).toEqual(trust)
    expect(trustOf('il-central-1.rds.amazonaws.com.example.com')).toEqual(trust)
  })
})
