import { resourceRule } from '../define.ts'
import { mustBe, mustBeGiven } from '../findings.ts'
import { isGiven } from '../values.ts'

const on = ['aws:elasticache/replicationGroup:ReplicationGroup']

export const cacheRules = [
  resourceRule({
    name: 'cache-is-encrypted',
    says: 'A cache encrypts what it stores.',
    level: 'mandatory',
    checkov: ['CKV_AWS_29'],
    on,
    check: ({ engine, atRestEncryptionEnabled }) =>
      // Left out, Valkey encrypts and Redis does not.
      engine === 'valkey' && atRestEncryptionEnabled === undefined
        ? null
        : mustBe(atRestEncryptionEnabled, true, 'atRestEncryptionEnabled is not true'),
  }),
  resourceRule({
    name: 'cache-speaks-tls',
    says: 'A cache is spoken to over TLS.',
    level: 'mandatory',
    checkov: ['CKV_AWS_30'],
    on,
    check: ({ transitEncryptionEnabled }) =>
      mustBe(transitEncryptionEnabled, true, 'transitEncryptionEnabled is not true'),
  }),
  resourceRule({
    name: 'cache-asks-who-calls',
    says: 'A cache asks for a password, or has users.',
    level: 'mandatory',
    checkov: ['CKV_AWS_31'],
    on,
    check: ({ authToken, userGroupIds }) =>
      isGiven(userGroupIds) ? null : mustBeGiven(authToken, 'neither authToken nor userGroupIds is set'),
  }),
  resourceRule({
    name: 'cache-has-own-key',
    says: 'A cache is encrypted with a key of yours.',
    level: 'advisory',
    checkov: ['CKV_AWS_191'],
    on,
    check: ({ kmsKeyId }) => mustBeGiven(kmsKeyId, 'kmsKeyId is missing'),
  }),
]
