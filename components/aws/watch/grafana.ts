import { RoleAssociation } from '@pulumi/aws/grafana/roleAssociation.js'
import { Workspace } from '@pulumi/aws/grafana/workspace.js'
import { WorkspaceSamlConfiguration } from '@pulumi/aws/grafana/workspaceSamlConfiguration.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js'
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'
import { policyDocument, trustOf } from '../policy-document.ts'

/** Groups of IAM Identity Center by their ids, or values of the attribute `role` that an identity provider sends. */
export type GrafanaLogin =
  | { readonly by: 'sso'; readonly admins: readonly string[] }
  | { readonly by: 'saml'; readonly admins: readonly string[]; readonly metadataUrl: string }

export interface GrafanaArgs {
  readonly place: Place
  readonly prometheusArn: pulumi.Input<string>
  readonly login: GrafanaLogin
}

export class Grafana extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>

  constructor(name: string, args: GrafanaArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Grafana', name, {}, opts)
    const { place, login } = args
    const workspace = new Workspace(
      name,
      {
        accountAccessType: 'CURRENT_ACCOUNT',
        authenticationProviders: [login.by === 'sso' ? 'AWS_SSO' : 'SAML'],
        // Ours, so that it reads what is named here and no other workspace.
        permissionType: 'CUSTOMER_MANAGED',
        roleArn: this.reading(`${name}-reading`, args),
        dataSources: ['PROMETHEUS', 'CLOUDWATCH', 'XRAY'],
        tags: place.tags,
      },
      { parent: this },
    )
    this.admit(name, workspace.id, login)
    this.url = pulumi.interpolate`https://${workspace.endpoint}`
    this.registerOutputs({ url: this.url })
  }

  private reading(name: string, { place, prometheusArn }: GrafanaArgs): pulumi.Output<string> {
    const child = { parent: this }
    const { partition, region, account, tags } = place
    const workspaces = `arn:${partition}:grafana:${region}:${account}:/workspaces/*`
    const assumeRolePolicy = trustOf('grafana.amazonaws.com', account, workspaces)
    const role = new Role(name, { assumeRolePolicy, tags }, child)
    const read = ['DescribeWorkspace', 'GetLabels', 'GetMetricMetadata', 'GetSeries', 'QueryMetrics']
    const policy = policyDocument([
      { Sid: 'Metrics', Effect: 'Allow', Action: read.map((verb) => `aps:${verb}`), Resource: prometheusArn },
      { Sid: 'FindWorkspaces', Effect: 'Allow', Action: 'aps:ListWorkspaces', Resource: '*' },
    ])
    const own = new RolePolicy(`${name}-policy`, { role: role.name, policy }, child)
    const managed = { cloudwatch: 'service-role/AmazonGrafanaCloudWatchAccess', xray: 'AWSXrayReadOnlyAccess' }
    const attached = Object.entries(managed).map(([source, path]) => {
      const policyArn = `arn:${partition}:iam::aws:policy/${path}`
      return new RolePolicyAttachment(`${name}-${source}`, { role: role.name, policyArn }, child)
    })
    return pulumi.all([role.arn, own.id, attached.map(({ id }) => id)]).apply(([arn]) => arn)
  }

  private admit(name: string, workspaceId: pulumi.Output<string>, login: GrafanaLogin): void {
    const admins = [...login.admins]
    if (login.by === 'sso') {
      if (admins.length === 0) return
      new RoleAssociation(`${name}-admins`, { workspaceId, role: 'ADMIN', groupIds: admins }, { parent: this })
      return
    }
    const roles = { roleAssertion: 'role', adminRoleValues: admins, editorRoleValues: admins }
    const saml = { workspaceId, idpMetadataUrl: login.metadataUrl, ...roles }
    new WorkspaceSamlConfiguration(`${name}-saml`, saml, { parent: this })
  }
}
