// ESTATE=aws from the outside: the settings reach the thread that collects, and answers carry what was not seen.

import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ownCredentials } from '../../support/aws/collect.ts'
import { hasMoto, type Moto, startMoto } from '../../support/aws/moto.ts'
import { openServices } from '../../support/services.ts'

describe.skipIf(!hasMoto)('a server whose estate is AWS', () => {
  let moto: Moto

  beforeAll(async () => {
    moto = await startMoto()
    process.env.AWS_ENDPOINT_URL = moto.url
    process.env.AWS_ACCESS_KEY_ID = ownCredentials.accessKeyId
    process.env.AWS_SECRET_ACCESS_KEY = ownCredentials.secretAccessKey
    const client = new SQSClient({ region: 'eu-west-1' })
    await client.send(new CreateQueueCommand({ QueueName: 'never-tagged' }))
  })
  afterAll(() => moto?.stop())

  test('its audit finds what was never tagged', async () => {
    const { ask, untilEnded } = await openServices({
      ESTATE: 'aws',
      AWS_REGIONS: 'eu-west-1',
      AWS_TYPES: 'sqs:*,s3:bucket',
    })
    const { auditId } = await ask<{ auditId: string }>('start_audit', {})
    await untilEnded(auditId)
    const answer = await ask('find_untagged_resources', {})
    expect(JSON.stringify(answer)).toContain('arn:aws:sqs:eu-west-1:123456789012:never-tagged')
  })
})
