// What went wrong with a call, in the words of a coverage cell.

import type { CellStatus } from '../../core/resource.ts'

export type Fault = {
  readonly status: Exclude<CellStatus, 'ok'>
  readonly code: string
  /** The IAM action that was not allowed. */
  readonly missingAction?: string
}

const denied =
  /^(AccessDenied|AccessDeniedException|AccessDeniedFault|AccessDeniedError|AuthorizationError|AuthorizationErrorException|Client\.UnauthorizedOperation|ForbiddenException|NotAuthorized|NotAuthorizedException|UnauthorizedOperation|UnauthorizedException|UnauthorizedAccessException)$/
/** Refused for another reason than a missing right. */
const refused =
  /^(AuthFailure|ExpiredToken|ExpiredTokenException|IncompleteSignature|InvalidAccessKeyId|InvalidClientTokenId|InvalidSignatureException|MissingAuthenticationToken|OptInRequired|RequestExpired|SignatureDoesNotMatch|SubscriptionRequiredException|UnrecognizedClientException|CredentialsProviderError|AllAccessDisabled)$/
const notOffered =
  /^(ENOTFOUND|InvalidAction|NotImplemented|NotImplementedException|UnknownEndpoint|UnknownOperationException|UnsupportedOperation|UnsupportedOperationException)$/
const timedOut = /^(AbortError|TimeoutError|RequestTimeout|RequestTimeoutException|ETIMEDOUT)$/

/** The SDK knows most of these; SNS, Kinesis and some newer services have words of their own. */
const throttled = new Set([
  ...['BandwidthLimitExceeded', 'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete'],
  ...['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'RequestThrottled'],
  ...['RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException'],
  ...['TooManyRequestsException', 'TransactionInProgressException'],
  ...['Throttled', 'ThrottlingError', 'TooManyRequests', 'RateExceeded', 'RateExceededException', 'RateLimitExceeded'],
  ...['RateLimitExceededException', 'KMSThrottlingException', 'ServiceQuotaThrottledException', 'RequestThrottle'],
])

/** The page token is too old: the listing has to start again. */
const staleToken =
  /^(PaginationTokenExpiredException|InvalidNextTokenException|InvalidNextToken|ExpiredNextTokenException|InvalidMarkerException|InvalidMarker|InvalidPaginationTokenException|InvalidPaginationToken|InvalidContinuationToken|RequestChangedException|ExpiredIteratorException)$/

export const isStaleToken = (error: unknown): boolean => staleToken.test(codeOf(error))

/** What services that have no such word say to a token they do not take; they say it to other input too. */
const badInput =
  /^(InvalidParameter|InvalidParameterException|InvalidParameterValue|InvalidParameterValueException|ValidationError|ValidationException)$/

export const isBadInput = (error: unknown): boolean => badInput.test(codeOf(error))

/** What was asked for is not there: deleted since it was listed. */
const notThere = new Set([
  ...['NotFound', 'NotFoundException', 'ResourceNotFound', 'ResourceNotFoundException', 'ResourceNotFoundFault'],
  ...['NoSuchBucket', 'NoSuchDistribution', 'NoSuchHostedZone', 'NoSuchResource', 'EntityNotFoundException'],
  ...['QueueDoesNotExist', 'NonExistentQueue', 'StateMachineDoesNotExist', 'InvalidResourceId', 'FileSystemNotFound'],
  ...['CacheClusterNotFound', 'CacheClusterNotFoundFault', 'ReplicationGroupNotFoundFault', 'ClusterNotFoundException'],
  ...['ServerlessCacheNotFoundFault', 'RepositoryNotFoundException', 'PipelineNotFoundException'],
  ...['LoadBalancerNotFound', 'LoadBalancerNotFoundException', 'AccessPointNotFoundException', 'TargetGroupNotFound'],
  ...['TargetGroupNotFoundException'],
])

export const isDeleted = (error: unknown): boolean => notThere.has(codeOf(error))

export const isThrottled = (error: unknown): boolean => throttled.has(codeOf(error)) || httpStatus(error) === 429

/** `action`: what the call that failed needs, as its service declares it. */
export function faultOf(error: unknown, action?: string): Fault {
  const code = codeOf(error)
  if (isThrottled(error)) return { status: 'throttled', code }
  if (refused.test(code)) return { status: 'denied', code }
  if (denied.test(code) || [401, 403].includes(httpStatus(error) ?? 0)) return deniedFault(error, code, action)
  if (timedOut.test(code)) return { status: 'timeout', code }
  if (notOffered.test(code)) return { status: 'unsupported', code }
  return { status: 'error', code }
}

function deniedFault(error: unknown, code: string, action: string | undefined): Fault {
  // The sentence names what was really asked for: a declared call may need a second action.
  const named = /not authorized to perform:? ([a-z\d-]+:[A-Za-z]+)/.exec(String((error as Error).message))?.[1]
  const missingAction = named ?? action
  return { status: 'denied', code, ...(missingAction === undefined ? {} : { missingAction }) }
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UnknownError'
  // Errors of the SDK carry the service's code as their name, errors of a socket theirs as `code`.
  const { name, code } = error as { name?: unknown; code?: unknown }
  const word = typeof name === 'string' && name !== 'Error' ? name : code
  return typeof word === 'string' && /^[\w.:-]{1,100}$/.test(word) ? word.replace(/^.*[.:]/, '') : 'UnknownError'
}

function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode
}
