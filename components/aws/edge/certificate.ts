import { Certificate as AcmCertificate } from '@pulumi/aws/acm/certificate.js'
import { CertificateValidation } from '@pulumi/aws/acm/certificateValidation.js'
import { Record as DnsRecord } from '@pulumi/aws/route53/record.js'
import * as pulumi from '@pulumi/pulumi'
import { PrivateKey } from '@pulumi/tls/privateKey.js'
import { SelfSignedCert } from '@pulumi/tls/selfSignedCert.js'
import type { Tags } from '../../tags.ts'

/** With a domain that is ours, or only the name that the load balancer has by itself. */
export type HostName =
  | { readonly domain: string; readonly hostedZoneId: string }
  | { readonly balancerName: pulumi.Output<string> }

export interface CertificateArgs {
  readonly host: HostName
  readonly tags: Tags
}

const yearHours = 365 * 24

/** Of a public authority where there is a domain, else signed by nobody but itself. */
export class Certificate extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>
  /** For clients that have to be told whom to trust; empty with a domain. */
  readonly ownAuthority: pulumi.Output<string>

  constructor(name: string, args: CertificateArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Certificate', name, {}, opts)
    if ('domain' in args.host) {
      this.arn = this.validated(name, args.host.domain, args.host.hostedZoneId, args.tags)
      this.ownAuthority = pulumi.output('')
    } else {
      const made = this.selfSigned(name, args.host.balancerName, args.tags)
      this.arn = made.arn
      this.ownAuthority = made.pem
    }
    this.registerOutputs({ arn: this.arn, ownAuthority: this.ownAuthority })
  }

  private validated(name: string, domainName: string, zoneId: string, tags: Tags): pulumi.Output<string> {
    const child = { parent: this }
    const certificate = new AcmCertificate(name, { domainName, validationMethod: 'DNS', tags }, child)
    const proof = certificate.domainValidationOptions.apply(([option]) => ({
      name: option?.resourceRecordName ?? '',
      type: option?.resourceRecordType ?? '',
      value: option?.resourceRecordValue ?? '',
    }))
    const record = new DnsRecord(
      `${name}-proof`,
      { zoneId, name: proof.name, type: proof.type, records: [proof.value], ttl: 300, allowOverwrite: true },
      child,
    )
    const validated = { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] }
    return new CertificateValidation(`${name}-validation`, validated, child).certificateArn
  }

  private selfSigned(name: string, balancerName: pulumi.Output<string>, tags: Tags) {
    const child = { parent: this }
    const key = new PrivateKey(`${name}-key`, { algorithm: 'RSA', rsaBits: 2048 }, child)
    const signed = new SelfSignedCert(
      `${name}-signed`,
      {
        privateKeyPem: key.privateKeyPem,
        dnsNames: [balancerName],
        subject: { commonName: 'tagwarden', organization: 'Tagwarden' },
        allowedUses: ['digital_signature', 'key_encipherment', 'server_auth'],
        validityPeriodHours: 2 * yearHours,
        // The first `pulumi up` in the second year makes a new one.
        earlyRenewalHours: yearHours,
      },
      child,
    )
    const imported = { privateKey: key.privateKeyPem, certificateBody: signed.certPem, tags }
    return { arn: new AcmCertificate(name, imported, child).arn, pem: signed.certPem }
  }
}
