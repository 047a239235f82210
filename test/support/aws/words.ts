// What services of AWS call the same thing: each has its own word, by the name that signs its calls.

/** "Slower, please". */
export function throttling(service: string): { readonly error: string; readonly status: number } {
  const [error, status] = throttlingWords[service] ?? ['ThrottlingException', 400]
  return { error, status }
}

const throttlingWords: Readonly<Record<string, readonly [string, number]>> = {
  apigateway: ['TooManyRequestsException', 429],
  autoscaling: ['Throttling', 400],
  cloudfront: ['Throttling', 400],
  ec2: ['RequestLimitExceeded', 503],
  elasticache: ['Throttling', 400],
  elasticfilesystem: ['TooManyRequests', 429],
  elasticloadbalancing: ['Throttling', 400],
  firehose: ['LimitExceededException', 400],
  kinesis: ['LimitExceededException', 400],
  lambda: ['TooManyRequestsException', 429],
  organizations: ['TooManyRequestsException', 400],
  rds: ['Throttling', 400],
  redshift: ['Throttling', 400],
  route53: ['Throttling', 400],
  s3: ['SlowDown', 503],
  sns: ['Throttled', 429],
  sqs: ['RequestThrottled', 403],
  tagging: ['ThrottledException', 400],
}

/** "Not you". */
export function denial(service: string): { readonly error: string; readonly status: number } {
  const [error, status] = denialWords[service] ?? ['AccessDeniedException', 400]
  return { error, status }
}

const denialWords: Readonly<Record<string, readonly [string, number]>> = {
  autoscaling: ['AccessDenied', 403],
  cloudfront: ['AccessDenied', 403],
  ec2: ['UnauthorizedOperation', 403],
  elasticache: ['AccessDenied', 403],
  elasticloadbalancing: ['AccessDenied', 403],
  rds: ['AccessDenied', 403],
  redshift: ['AccessDenied', 403],
  route53: ['AccessDenied', 403],
  s3: ['AccessDenied', 403],
  sns: ['AuthorizationError', 403],
  'resource-explorer-2': ['UnauthorizedException', 401],
}

/** "That page token is too old". */
export function staleToken(service: string): { readonly error: string; readonly status: number } {
  return { error: staleWords[service] ?? 'InvalidNextTokenException', status: 400 }
}

const staleWords: Readonly<Record<string, string>> = {
  dynamodb: 'ValidationException',
  ec2: 'InvalidNextToken',
  ecs: 'InvalidParameterException',
  eks: 'InvalidParameterException',
  kms: 'InvalidMarkerException',
  lambda: 'InvalidParameterValueException',
  rds: 'InvalidParameterValue',
  ssm: 'InvalidNextToken',
  sns: 'InvalidParameter',
  tagging: 'PaginationTokenExpiredException',
}
