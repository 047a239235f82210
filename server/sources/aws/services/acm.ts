import { defineService, tagsFrom } from '../service.ts'

export const acm = defineService({
  name: 'acm',
  load: () => import('@aws-sdk/client-acm'),
  connect: (sdk, config) => new sdk.ACMClient(config),
  kinds: [
    {
      type: 'acm:certificate',
      calls: {
        ListCertificates: 'acm:ListCertificates',
        ListTagsForCertificate: 'acm:ListTagsForCertificate',
      },
      async *list({ sdk, client }) {
        // Without this it names only those with the shorter RSA keys.
        const everyKey = { Includes: { keyTypes: Object.values(sdk.KeyAlgorithm) } }
        const pages = sdk.paginateListCertificates({ client, pageSize: 1000 }, everyKey)
        for await (const { CertificateSummaryList = [] } of pages)
          yield CertificateSummaryList.map((certificate) => ({
            id: certificate.CertificateArn ?? '',
            name: certificate.DomainName,
            state: certificate.Status,
            createdAt: certificate.CreatedAt ?? certificate.ImportedAt,
            managed: certificate.ManagedBy !== undefined,
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { Tags } = await client.send(new sdk.ListTagsForCertificateCommand({ CertificateArn: id }))
        return tagsFrom(Tags)
      },
    },
  ],
})
