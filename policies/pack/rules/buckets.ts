import { stackRule } from '../define.ts'
import { type Finding, mustBe, mustHold } from '../findings.ts'
import type { Member, Stack } from '../stack.ts'
import { at, isGiven, listOf } from '../values.ts'
import { balancers } from './balancers.ts'

const buckets = ['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2']
const blocks = ['aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock']
const encryptions = [
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2',
]
const versions = ['aws:s3/bucketVersioning:BucketVersioning', 'aws:s3/bucketVersioningV2:BucketVersioningV2']
const loggings = ['aws:s3/bucketLogging:BucketLogging', 'aws:s3/bucketLoggingV2:BucketLoggingV2']

const closings = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets']

function isClosed(bucket: Member, stack: Stack): readonly Finding[] {
  const [block] = stack.pointingAt(bucket, blocks, 'bucket')
  if (block === undefined) return ['no s3.BucketPublicAccessBlock names it']
  return closings.map((closing) => mustBe(at(block.props, closing), true, `${closing} is not true in ${block.name}`))
}

/** A load balancer cannot write to a bucket that is encrypted with a key of KMS. */
const takesLogsOfBalancers = (bucket: Member, stack: Stack) =>
  ['accessLogs', 'connectionLogs'].some((kind) => stack.pointingAt(bucket, balancers, kind).length > 0)

const takesLogsOfBuckets = (bucket: Member, stack: Stack) =>
  stack.pointingAt(bucket, loggings, 'targetBucket').length > 0

function hasKey(bucket: Member, stack: Stack): Finding {
  if (takesLogsOfBalancers(bucket, stack)) return null
  const [apart] = stack.pointingAt(bucket, encryptions, 'bucket')
  const rule = apart ? listOf(apart.props.rules)[0] : at(bucket.props, 'serverSideEncryptionConfiguration', 'rule')
  return mustHold(
    at(rule, 'applyServerSideEncryptionByDefault', 'sseAlgorithm'),
    (algorithm) => String(algorithm).startsWith('aws:kms'),
    'it is not encrypted with aws:kms by default',
  )
}

function keepsVersions(bucket: Member, stack: Stack): Finding {
  const [apart] = stack.pointingAt(bucket, versions, 'bucket')
  const otherwise = 'versioning is not enabled'
  if (apart === undefined) return mustBe(at(bucket.props, 'versioning', 'enabled'), true, otherwise)
  return mustBe(at(apart.props, 'versioningConfiguration', 'status'), 'Enabled', otherwise)
}

/** A bucket of logs that logged itself would never come to rest. */
function isLogged(bucket: Member, stack: Stack): Finding {
  if (takesLogsOfBalancers(bucket, stack) || takesLogsOfBuckets(bucket, stack)) return null
  if (stack.pointingAt(bucket, loggings, 'bucket').length > 0) return null
  const inline = at(bucket.props, 'logging', 'targetBucket') ?? at(listOf(bucket.props.loggings)[0], 'targetBucket')
  return isGiven(inline) ? null : 'no s3.BucketLogging names it'
}

export const bucketRules = [
  stackRule({
    name: 'bucket-is-closed',
    says: 'A bucket cannot be opened to the public.',
    level: 'mandatory',
    checkov: ['CKV_AWS_53', 'CKV_AWS_54', 'CKV_AWS_55', 'CKV_AWS_56'],
    on: buckets,
    check: isClosed,
  }),
  stackRule({
    name: 'bucket-has-own-key',
    says: 'A bucket is encrypted with a key of KMS, unless load balancers write their logs into it.',
    level: 'advisory',
    checkov: ['CKV_AWS_19', 'CKV_AWS_145'],
    on: buckets,
    check: hasKey,
  }),
  stackRule({
    name: 'bucket-keeps-versions',
    says: 'A bucket keeps what is overwritten.',
    level: 'advisory',
    checkov: ['CKV_AWS_21'],
    on: buckets,
    check: keepsVersions,
  }),
  stackRule({
    name: 'bucket-access-is-logged',
    says: 'Access to a bucket is logged, unless it holds logs itself.',
    level: 'advisory',
    checkov: ['CKV_AWS_18'],
    on: buckets,
    check: isLogged,
  }),
]
