import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import type { ExpectedOnEc2 } from './expected.ts'

const tags = {
  Owner: 'team-platform',
  Application: 'tagwarden',
  CostCenter: 'CC-0000',
  Environment: expect.any(String),
}

export const scriptIn = (graph: Graph): string =>
  Buffer.from(one(graph, 'aws:ec2/launchTemplate:LaunchTemplate').userData, 'base64').toString()

export const settingsIn = (graph: Graph): Record<string, string> =>
  Object.fromEntries(
    inputsOf(graph, 'aws:ssm/parameter:Parameter').map(({ name, insecureValue }) => [
      String(name).split('/').at(-1),
      String(insecureValue),
    ]),
  )

/** How a machine is made, and what it is told. */
export function machineRows(up: () => Graph, wanted: ExpectedOnEc2): void {
  const template = () => one(up(), 'aws:ec2/launchTemplate:LaunchTemplate')
  const group = () => one(up(), 'aws:autoscaling/group:Group')

  test('[chk B6] the metadata of a machine answer to a token only, and one hop away', () => {
    expect(template().metadataOptions).toEqual({
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: 'enabled',
    })
    expect(scriptIn(up())).toContain('--network host')
  })
  test('[chk B7] [B19] [B20] a machine is a t3.medium with 20 GB, encrypted with our key, and nobody has a key to it', () => {
    expect(template()).toMatchObject({
      instanceType: 't3.medium',
      imageId: expect.stringMatching(/^ami-[0-9a-f]+$/),
      monitoring: { enabled: true },
      creditSpecification: { cpuCredits: 'standard' },
      updateDefaultVersion: true,
      networkInterfaces: [{ associatePublicIpAddress: 'false', securityGroups: ['sg-tagwarden-firewall-app'] }],
    })
    const [disk, ...others] = template().blockDeviceMappings
    expect(others).toEqual([])
    expect(disk.ebs).toEqual({
      encrypted: 'true',
      kmsKeyId: expect.stringContaining('keys-data'),
      volumeType: 'gp3',
      volumeSize: 20,
      deleteOnTermination: 'true',
    })
    expect(template().keyName).toBeUndefined()
  })
  test('[chk B7] the key of the disks may be used through EC2, so the group can start machines with it', () => {
    const { policy } = one(up(), 'aws:kms/key:Key', 'keys-data')
    const uses = JSON.parse(policy).Statement.find(({ Sid }: { Sid: string }) => Sid === 'ThroughServices')
    expect(uses.Condition.StringEquals['kms:ViaService']).toContain('ec2.eu-west-1.amazonaws.com')
    expect(uses.Action).toContain('kms:CreateGrant')
  })
  test('[N20] a machine, its disk and its interface have the tags that our policy asks for', () => {
    const byType = Object.fromEntries(
      template().tagSpecifications.map((each: { resourceType: string; tags: object }) => [
        each.resourceType,
        each.tags,
      ]),
    )
    expect(byType).toEqual({
      instance: { ...tags, Name: expect.any(String) },
      volume: { ...tags, Name: expect.any(String), DataClass: 'internal' },
      'network-interface': { ...tags, Name: expect.any(String) },
    })
  })
  test('[chk B8] [B5] [B6] what a machine is told has no secret, and names the image by its digest', () => {
    const script = scriptIn(up())
    expect(script).not.toMatch(/plain-|-in-clear/)
    expect(script).toMatch(/@sha256:[\da-f]{64}/)
    expect(Buffer.byteLength(script)).toBeLessThanOrEqual(16_384)
    for (const word of ['--read-only', '--cap-drop ALL', 'no-new-privileges', '--user 10001:10001', 'Restart=always'])
      expect(script).toContain(word)
    expect(script).toContain('amazon-cloudwatch-agent')
  })
  test('[chk B8] [B12] secrets are read where they are kept, when the server starts', () => {
    const script = scriptIn(up())
    for (const path of ['database/url', 'cache/url', 'api-keys/hashes'])
      expect(script).toMatch(new RegExp(`arn:aws:secretsmanager:[^']*/${path}`))
    expect(script).toContain('rds!db-')
  })
  test('[chk B8] the group waits for a machine until it is ready, and throws it away when it never is', () => {
    const [hook, ...others] = group().initialLifecycleHooks
    expect(others).toEqual([])
    expect(hook).toMatchObject({
      lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      defaultResult: 'ABANDON',
      heartbeatTimeout: 1_200,
    })
    expect(scriptIn(up())).toContain(`launch_hook='${hook.name}'`)
    expect(scriptIn(up())).toContain(`group='${group().name}'`)
  })
  test('[chk B11] before a machine goes it finishes what it has, and tells the group', () => {
    const hook = one(up(), 'aws:autoscaling/lifecycleHook:LifecycleHook')
    expect(hook).toMatchObject({
      autoscalingGroupName: group().name,
      lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      defaultResult: 'CONTINUE',
      heartbeatTimeout: 300,
    })
    expect(scriptIn(up())).toContain(`terminate_hook='${hook.name}'`)
  })
  test('[N14] [B11] plain settings are parameters of the stack, and nothing secret is among them', () => {
    const parameters = inputsOf(up(), 'aws:ssm/parameter:Parameter')
    expect(Object.keys(settingsIn(up())).toSorted()).toEqual([
      'ALLOWED_HOSTS',
      'ARTIFACT_DIR',
      'AUTH_MODE',
      'DATA_DIR',
      'ESTATE',
      'HOST',
      'METRICS_PORT',
      'MIGRATE',
      'POLICY_FILE',
      'PORT',
      'TRUST_PROXY',
    ])
    const [{ name } = {}] = parameters
    const path = String(name).split('/').slice(0, -1).join('/')
    expect(path).toMatch(/^\/tagwarden\/\w+\/server$/)
    for (const each of parameters) {
      expect(each.type).toBe('String')
      expect(String(each.name).startsWith(`${path}/`)).toBe(true)
    }
    expect(scriptIn(up())).toContain(`parameter_path='${path}/'`)
  })
  test('[chk B9] [B16] [B17] [B23] [B24] [B25] [X10] machines are in every zone, judged by the balancer, and none gets older than a week', () => {
    const { min, start, max } = wanted.instances
    expect(group()).toMatchObject({
      minSize: min,
      desiredCapacity: start,
      maxSize: max,
      healthCheckType: 'ELB',
      healthCheckGracePeriod: 120,
      defaultInstanceWarmup: 60,
      maxInstanceLifetime: 604_800,
      minElbCapacity: start,
      targetGroupArns: [expect.stringContaining('targetgroup/')],
    })
    expect(group().vpcZoneIdentifiers.length).toBeGreaterThanOrEqual(2)
    for (const subnet of group().vpcZoneIdentifiers) expect(subnet).toMatch(/^subnet-app/)
    expect(all(up(), 'aws:autoscaling/group:Group')[0]?.ignoreChanges).toEqual(['desiredCapacity'])
    expect(group().enabledMetrics).toContain('GroupInServiceInstances')
    for (const { propagateAtLaunch } of group().tags) expect(propagateAtLaunch).toBe(true)
  })
  test('[chk B9] [B18] another version comes one by one, never with fewer machines, and goes back by itself', () => {
    const share = { minHealthyPercentage: 100, maxHealthyPercentage: 150 }
    const { strategy, preferences } = group().instanceRefresh
    expect(strategy).toBe('Rolling')
    expect(preferences).toMatchObject({ ...share, autoRollback: true })
    expect(preferences.alarmSpecification.alarms).toHaveLength(3)
    expect(group().instanceMaintenancePolicy).toEqual(share)
    // AWS goes back from neither a version called $Latest nor an image that a parameter names.
    expect(group().launchTemplate).toEqual({ id: 'lt-0a1b2c3d4e5f60718', version: '1' })
    expect(template().imageId).not.toContain('resolve:')
  })
}
