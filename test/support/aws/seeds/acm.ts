import { ACMClient, AddTagsToCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm'
import { asList, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const acm: Seed = async ({ config }) => {
  const client = new ACMClient(config)
  const make = async (DomainName: string, tags = {}, KeyAlgorithm: 'RSA_2048' | 'EC_prime256v1' = 'RSA_2048') => {
    const Tags = Object.keys(tags).length > 0 ? asList(tags) : undefined
    const { CertificateArn } = await client.send(new RequestCertificateCommand({ DomainName, KeyAlgorithm, Tags }))
    return { id: there(CertificateArn), type: 'acm:certificate', tags }
  }
  const later = await make('later.example.com')
  await client.send(new AddTagsToCertificateCommand({ CertificateArn: later.id, Tags: asList(plainTags) }))
  return [
    await make('tagged.example.com', oddTags),
    await make('never-tagged.example.com'),
    await make('other-key.example.com', plainTags, 'EC_prime256v1'),
    { ...later, tags: plainTags },
  ]
}
