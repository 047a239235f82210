import { resourceRule } from '../define.ts'
import { mustBe, mustBeGiven, mustHold } from '../findings.ts'
import type { Props } from '../values.ts'

const groups = ['aws:cloudwatch/logGroup:LogGroup']

/** Only these can be turned over by AWS. */
const isSymmetric = ({ customerMasterKeySpec, keyUsage }: Props) =>
  (customerMasterKeySpec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT' &&
  (keyUsage ?? 'ENCRYPT_DECRYPT') === 'ENCRYPT_DECRYPT'

export const keyRules = [
  resourceRule({
    name: 'key-is-rotated',
    says: 'A key of KMS is rotated.',
    level: 'mandatory',
    checkov: ['CKV_AWS_7'],
    on: ['aws:kms/key:Key'],
    check: (props) =>
      isSymmetric(props) ? mustBe(props.enableKeyRotation, true, 'enableKeyRotation is not true') : null,
  }),
  resourceRule({
    name: 'secret-has-own-key',
    says: 'A secret is encrypted with a key of yours.',
    level: 'advisory',
    checkov: ['CKV_AWS_149'],
    on: ['aws:secretsmanager/secret:Secret'],
    check: ({ kmsKeyId }) => mustBeGiven(kmsKeyId, 'kmsKeyId is missing'),
  }),
  resourceRule({
    name: 'log-ends-some-day',
    says: 'A log group says how long it keeps what it is told.',
    level: 'mandatory',
    checkov: ['CKV_AWS_66'],
    on: groups,
    check: ({ retentionInDays }) =>
      mustHold(retentionInDays, (days) => Number(days) > 0, 'retentionInDays is not set, so nothing is ever deleted'),
  }),
  resourceRule({
    name: 'log-is-kept-a-year',
    says: 'A log group keeps what it is told for a year.',
    level: 'advisory',
    checkov: ['CKV_AWS_338'],
    on: groups,
    check: ({ retentionInDays }) =>
      mustHold(
        retentionInDays,
        (days) => days === undefined || days === 0 || Number(days) >= 365,
        'retentionInDays is below 365',
      ),
  }),
  resourceRule({
    name: 'log-has-own-key',
    says: 'A log group is encrypted with a key of yours.',
    level: 'advisory',
    checkov: ['CKV_AWS_158'],
    on: groups,
    check: ({ kmsKeyId }) => mustBeGiven(kmsKeyId, 'kmsKeyId is missing'),
  }),
]
