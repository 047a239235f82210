// The shape of a stack's configuration. Pulumi.yaml declares the same keys; a test compares them.

import { z } from 'zod'

export const environments = ['dev', 'staging', 'prod'] as const

const port = z.coerce.number().int().min(1024).max(65_535)

export const sharedKeys = z.strictObject({
  target: z.enum(['docker', 'ecs', 'ec2']),
  environment: z.enum(environments),
  owner: z.string().min(1),
  costCenter: z.string().regex(/^CC-\d{4}$/, 'expected CC- and four digits'),
  estate: z.string().min(1),
  port,
  storage: z.enum(['', 'sqlite', 'postgres']),
  secretsVersion: z.coerce.number().int().min(1),
})

const pinnedImage = z.string().includes('@sha256:', 'expected an image with its digest, name@sha256:…')
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 20:00')

/** What every target on AWS takes. */
const awsShape = {
  domain: z.string().optional(),
  hostedZoneId: z.string().optional(),
  /** An image in a registry, with its digest; then nothing is built. */
  image: pinnedImage.optional(),
  /** Pins the zones, in order; only append to it. */
  zones: z.array(z.string()).min(2).max(4).optional(),
  cidr: z
    .string()
    .regex(/^\d{1,3}\.\d{1,3}\.0\.0\/16$/, 'expected a /16, such as 10.40.0.0/16')
    .default('10.40.0.0/16'),
  offHours: z.strictObject({ zone: z.string(), start: clock, end: clock }).optional(),
  interfaceEndpoints: z.boolean().default(false),
  alarmEmail: z.email().optional(),
  auditRegions: z.array(z.string()).min(1).optional(),
  auditAccounts: z.array(z.string().regex(/^\d{12}$/)).default([]),
  auditExternalId: z.string().min(8).optional(),
  /** US dollars a month; without a word what the environment usually costs, and some more. */
  budgetUsd: z.number().positive().optional(),
  backupLock: z.enum(['governance', 'compliance']).optional(),
  /** Another region, for a copy of every daily backup. */
  backupRegion: z.string().optional(),
  /** A trail of the account, or the word that there is one. */
  trail: z.enum(['create', 'existing']).optional(),
  /** US dollars: an unusual cost of so much is told. */
  costAnomalyUsd: z.number().positive().optional(),
  /** Managed Prometheus and Grafana, and how one logs in there. */
  grafanaAuth: z.enum(['sso', 'saml']).optional(),
  grafanaAdmins: z.array(z.string()).default([]),
  grafanaMetadataUrl: z.url().optional(),
  /** A role of every other account that may make roles there, such as OrganizationAccountAccessRole. */
  spokeRoles: z.string().optional(),
}
type AwsKeys = z.output<z.ZodObject<typeof awsShape>>

/** What one key alone cannot say. */
function agree(given: AwsKeys, { addIssue }: z.RefinementCtx): void {
  const want = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message })
  if (given.domain !== undefined && given.hostedZoneId === undefined)
    want('hostedZoneId', 'a domain needs hostedZoneId, the Route 53 zone that it belongs to')
  if (given.auditAccounts.length > 0 && given.auditExternalId === undefined)
    want('auditExternalId', 'auditAccounts need auditExternalId, the external id that their roles ask for')
  if (given.spokeRoles !== undefined && given.auditAccounts.length === 0)
    want('auditAccounts', 'spokeRoles are made in auditAccounts, and there are none')
  if (given.grafanaAuth === 'saml' && (given.grafanaMetadataUrl === undefined || given.grafanaAdmins.length === 0))
    want('grafanaMetadataUrl', 'saml needs grafanaMetadataUrl, of the identity provider, and grafanaAdmins')
}

/** Metrics reach Managed Prometheus through the collector. */
function isCollected(
  given: { image?: string | undefined; collectorImage?: string | undefined; grafanaAuth?: string | undefined },
  { addIssue }: z.RefinementCtx,
): void {
  const message = 'grafanaAuth with an image of yours needs collectorImage as well'
  if (given.grafanaAuth !== undefined && given.image !== undefined && given.collectorImage === undefined)
    addIssue({ code: 'custom', path: ['collectorImage'], message })
}

export const targetKeys = {
  docker: z.strictObject({
    /** An image that is there already: neither built nor pulled. */
    image: z.string().optional(),
    redisImage: z.string().optional(),
    /** Everybody who reaches the published port may call. */
    open: z.boolean().default(false),
    /** A folder like ~/.aws, whole: the server reads it to look into AWS. */
    awsFolder: z.string().startsWith('/', 'expected a path from the root').optional(),
    auditRegions: z.array(z.string()).min(1).optional(),
    /** Address of the Docker engine, for another than the usual socket. */
    host: z.string().optional(),
    /** Docker before 25. */
    oldEngine: z.boolean().default(false),
  }),
  ecs: z
    .strictObject({
      ...awsShape,
      /** The OpenTelemetry collector beside it; without one, and with an image given, nothing is traced. */
      collectorImage: pinnedImage.optional(),
      rollout: z.enum(['rolling', 'blue-green']).optional(),
    })
    .superRefine(agree)
    .superRefine(isCollected),
  ec2: z
    .strictObject({
      ...awsShape,
      image: z
        .string()
        .regex(/^[^@\s]+\/[^@\s]+@sha256:[\da-f]{64}$/, 'expected an image in a registry with its digest')
        .optional(),
      /** Pins the image of the machine; without one, every `up` takes the newest Amazon Linux 2023. */
      ami: z
        .string()
        .regex(/^ami-[0-9a-f]{8,17}$/, 'expected an image of Amazon Linux 2023, ami-…')
        .optional(),
      instanceType: z
        .string()
        .regex(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'expected a type such as t3.medium')
        // The image of the server is built for them.
        .refine((type) => !/^[a-z]+\d+g/.test(type), 'expected a type with an x86 processor, such as t3.medium')
        .default('t3.medium'),
    })
    .superRefine(agree),
} as const
