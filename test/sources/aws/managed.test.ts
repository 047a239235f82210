// What AWS, or a service of it, made for itself: nobody can be asked to tag that. Moto makes none of these.

import { afterEach, describe, expect, test } from 'vitest'
import { collectAws } from '../../support/aws/collect.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../../support/aws/stand-in.ts'

let aws: StandIn
afterEach(() => aws.close())

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`

/** Which of the two that its service lists is managed, by id. */
async function managedOf(type: string, answers: Readonly<Record<string, Answer>>) {
  aws = await startStandIn((asked: Asked) => {
    const answer = answers[asked.call] ?? answers[asked.call.replace(/\/$/, '')] ?? identity(asked)
    return answer ?? (/tag/i.test(asked.call) ? { body: { Tags: [] } } : { error: 'AccessDenied', status: 403 })
  })
  process.env.AWS_ENDPOINT_URL = aws.url
  const { resources } = await collectAws({ types: [type] })
  return resources.map(({ id, managed = false }) => [id, managed])
}

describe('is managed', () => {
  test('a secret that another service owns', async () => {
    const ours = arn('secretsmanager', 'secret:ours-a1B2c3')
    const ofRds = arn('secretsmanager', 'secret:rds!db-1-d4E5f6')
    const SecretList = [{ ARN: ours }, { ARN: ofRds, OwningService: 'rds' }]
    expect(await managedOf('secretsmanager:secret', { ListSecrets: { body: { SecretList } } })).toEqual([
      [ours, false],
      [ofRds, true],
    ])
  })

  test('a certificate that another service renews', async () => {
    const ours = arn('acm', 'certificate/1')
    const ofCloudFront = arn('acm', 'certificate/2')
    const CertificateSummaryList = [{ CertificateArn: ours }, { CertificateArn: ofCloudFront, ManagedBy: 'CLOUDFRONT' }]
    expect(await managedOf('acm:certificate', { ListCertificates: { body: { CertificateSummaryList } } })).toEqual([
      [ours, false],
      [ofCloudFront, true],
    ])
  })

  test('an API that only its maker can change', async () => {
    const items = [
      { apiId: 'a1', name: 'ours' },
      { apiId: 'a2', name: 'theirs', apiGatewayManaged: true },
    ]
    expect(await managedOf('apigateway:apis', { 'GET /v2/apis': { body: { items } } })).toEqual([
      ['arn:aws:apigateway:eu-west-1::/apis/a1', false],
      ['arn:aws:apigateway:eu-west-1::/apis/a2', true],
    ])
  })

  test('a backup plan that a file system keeps for itself', async () => {
    const ours = arn('backup', 'backup-plan:1')
    const ofEfs = arn('backup', 'backup-plan:aws/efs/2')
    const BackupPlansList = [
      { BackupPlanArn: ours, BackupPlanId: '1' },
      { BackupPlanArn: ofEfs, BackupPlanId: 'aws/efs/2' },
    ]
    expect(await managedOf('backup:backup-plan', { 'GET /backup/plans': { body: { BackupPlansList } } })).toEqual([
      [ours, false],
      [ofEfs, true],
    ])
  })
})
