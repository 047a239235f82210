// The user data of an instance really run, from the first line to the signal to its group.

import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { Fleet, results } from './fleet.ts'
import { sampleSecrets } from './instance.ts'
import { registry, sampleValues } from './sample-values.ts'
import { describeOnInstance, testWith } from './tools.ts'

describeOnInstance('an instance that boots', () => {
  const { start, removeAll } = new Fleet()
  afterEach(removeAll)

  test('[chk B8] goes into service once its server is ready', async () => {
    const { instance, ran } = await start()
    expect(ran).toEqual({ status: 0, output: expect.any(String) })
    expect(instance.calls().at(-1)).toEqual([
      ...['aws', 'autoscaling', 'complete-lifecycle-action', '--auto-scaling-group-name', 'tagwarden-staging'],
      ...['--lifecycle-hook-name', 'tagwarden-launch', '--lifecycle-action-result', 'CONTINUE'],
      ...['--instance-id', 'i-0123456789abcdef0'],
    ])
    expect(instance.journal().at(-1)).toBe('the server is ready')
  })
  test('[chk B8] its containers give up what they do not need, and log without ever waiting', async () => {
    const { instance } = await start()
    for (const call of instance.called('docker run')) {
      expect(call).toContain(' --user 10001:10001 --read-only --tmpfs /tmp:size=64m --cap-drop ALL ')
      expect(call).toContain(' --security-opt no-new-privileges ')
      expect(call).toMatch(/ --memory (\d+k) --memory-swap \1 --pids-limit 512 /)
      expect(call).toContain(' --log-driver awslogs --log-opt awslogs-region=eu-west-1 ')
      expect(call).toContain(' --log-opt awslogs-group=/tagwarden/staging/server ')
      expect(call).toContain(' --log-opt mode=non-blocking ')
    }
  })
  test('migrates before it serves', async () => {
    const { instance } = await start()
    const [migration, server, ...more] = instance.called('docker run')
    expect(migration).toMatch(
      /--name tagwarden-migration .* server\/cli\.ts store migrate --grant-to tagwarden_server$/,
    )
    expect(server).toMatch(/--name tagwarden .* server\/main\.ts$/)
    expect(more).toEqual([])
  })
  test('[G8] [X23] [chk B8] shows no secret in an argument, in its journal or in its output', async () => {
    const { instance, ran } = await start()
    const seen = [JSON.stringify(instance.calls()), ...instance.journal(), ran.output].join('\n')
    const { password } = JSON.parse(sampleSecrets['arn:of:owner'])
    const secrets = [...Object.values(sampleSecrets), password, 'ecr-password', 'imds-token']
    for (const secret of secrets) {
      expect(seen).not.toContain(secret)
      expect(seen).not.toContain(JSON.stringify(secret).slice(1, -1))
    }
  })
  test('[B12] keeps secrets in files that only the user of the server reads, as Node understands them', async () => {
    const { instance } = await start()
    const read = (name: string) => {
      const path = instance.at(`run/tagwarden/${name}`)
      const { mode, uid } = statSync(path)
      const shown = execFileSync(process.execPath, [`--env-file=${path}`, '--print', 'JSON.stringify(process.env)'], {
        env: {},
        encoding: 'utf8',
      })
      return { mode: mode & 0o777, uid, settings: JSON.parse(shown) }
    }
    const [DATABASE_URL, REDIS_URL, API_KEY_HASHES] = Object.values(sampleSecrets)
    const { username: PGUSER, password: PGPASSWORD } = JSON.parse(sampleSecrets['arn:of:owner'])
    const kept = { mode: 0o400, uid: 10_001 }
    expect(read('server')).toEqual({ ...kept, settings: { DATABASE_URL, REDIS_URL, API_KEY_HASHES } })
    const settings = { PGUSER, PGPASSWORD, APPLICATION_DATABASE_URL: DATABASE_URL }
    expect(read('migration')).toEqual({ ...kept, settings })
    expect(statSync(instance.at('run/tagwarden')).mode & 0o777).toBe(0o700)
  })
  test('the roles in other accounts are a secret too, where there are any', async () => {
    const roles = '[{"account":"123456789012","role":"auditor","externalId":"it is a secret"}]'
    const secretArns = { ...sampleValues.secretArns, AWS_ROLES: 'arn:of:roles' }
    const { instance } = await start({ secrets: { 'arn:of:roles': roles } }, { ...sampleValues, secretArns })
    expect(instance.read('run/tagwarden/server')).toContain(`\nAWS_ROLES='${roles}'\n`)
    expect(JSON.stringify(instance.calls())).not.toContain('it is a secret')
  })
  test('[B11] gives the server the plain settings of Parameter Store', async () => {
    const hostile = { HOST: '0.0.0.0', ALLOWED_HOSTS: `a b'c"d$HOME=#\\` }
    const { instance } = await start({ settings: hostile })
    expect(instance.read('run/tagwarden/settings')).toBe(`HOST=0.0.0.0\nALLOWED_HOSTS=a b'c"d$HOME=#\\\n`)
    expect(instance.called('docker run --name tagwarden ')[0]).toContain('--env-file /run/tagwarden/settings ')
    expect(instance.called('aws ssm')[0]).toContain('--path /tagwarden/staging/server ')
  })
  test('reads the accounts to audit, which hold a word between them and us, as a secret', async () => {
    const roles = '[{"account":"111122223333","role":"TagAuditReader","externalId":"a-word"}]'
    const secretArns = { ...sampleValues.secretArns, AWS_ROLES: 'arn:of:roles' }
    const { instance } = await start({ secrets: { 'arn:of:roles': roles } }, { ...sampleValues, secretArns })
    expect(instance.read('run/tagwarden/server')).toContain(`AWS_ROLES='${roles}'`)
    const { instance: alone } = await start()
    expect(alone.read('run/tagwarden/server')).not.toContain('AWS_ROLES')
  })
  test('[B13] writes the metrics of its server to Managed Prometheus under its own name, where there is one', async () => {
    const { instance } = await start({}, { ...sampleValues, prometheusId: 'ws-0a1b' })
    const folder = 'opt/aws/amazon-cloudwatch-agent/etc'
    const { metrics } = JSON.parse(instance.read(`${folder}/tagwarden.json`))
    expect(metrics.metrics_destinations).toEqual({ cloudwatch: {}, amp: { workspace_id: 'ws-0a1b' } })
    const { scrape_configs } = JSON.parse(instance.read(metrics.metrics_collected.prometheus.prometheus_config_path))
    expect(scrape_configs[0].static_configs).toEqual([
      { targets: ['127.0.0.1:9464'], labels: { instance: 'i-0123456789abcdef0' } },
    ])
    const { instance: without } = await start()
    expect(without.has(`${folder}/tagwarden-scrape.yaml`)).toBe(false)
    expect(JSON.parse(without.read(`${folder}/tagwarden.json`)).metrics.metrics_destinations).toBeUndefined()
  })
  test('tries again when packages, the files or the registry do not answer at first', async () => {
    const failures = { 'dnf install': 1, 'mount ': 2, 'aws ecr get-login-password': 2, 'docker pull': 1 }
    const { instance, ran } = await start({ failures })
    expect(ran.status).toBe(0)
    expect(results(instance)).toEqual(['CONTINUE'])
    expect(instance.called('docker pull')).toEqual(Array(2).fill(`docker pull --quiet ${sampleValues.image}`))
    expect(instance.called('docker login').at(-1)).toBe(`docker login --username AWS --password-stdin ${registry}`)
    expect(instance.journal()).toContain('try 2 of 5 failed: pull_image')
  })
  test('[chk B12] mounts its files encrypted, by its role and its access point', async () => {
    const { instance } = await start()
    const folder = '/var/lib/tagwarden/artifacts'
    expect(instance.read('etc/fstab')).toBe(
      `fs-0123:/ ${folder} efs _netdev,noresvport,tls,iam,accesspoint=fsap-4567 0 0\n`,
    )
    expect(instance.called('mount')).toEqual([`mount ${folder}`])
  })
  test('[chk B15] has no SSH, and the agent of Session Manager', async () => {
    const { instance } = await start()
    expect(instance.called('systemctl mask')).toEqual([
      'systemctl mask --now sshd.service',
      'systemctl mask sshd.socket',
    ])
    expect(instance.called('systemctl enable')).toContain('systemctl enable --now amazon-ssm-agent.service')
  })

  const restarts = '[chk B8] has units that systemd understands, and the server comes back however it ends'
  testWith(['systemd-analyze', 'docker'], restarts, async () => {
    const { instance } = await start()
    const units = ['tagwarden', 'tagwarden-end'].map((name) => `/etc/systemd/system/${name}.service`)
    const verified = await instance.run('systemd-analyze', 'verify', '--man=no', ...units)
    expect(verified).toEqual({ status: 0, output: expect.stringMatching(/^\s*$/) })
    expect(instance.read(units[0] ?? '')).toContain('\nRestart=always\n')
  })

  test('[chk B11] at its end stops the server once the balancer let go of it, then says so', async () => {
    const { instance } = await start({
      targetStates: ['InService', 'InService', 'Terminated'],
      groupStates: ['Terminating', 'Terminating:Wait'],
    })
    const before = instance.calls().length
    expect(await instance.run('/opt/tagwarden/await-end')).toMatchObject({ status: 0 })
    const done = instance.calls().slice(before)
    const told = done.filter(([program]) => program !== 'curl' && program !== 'logger')
    expect(told.map((words) => words.slice(0, 3).join(' '))).toEqual([
      'sleep 5',
      'sleep 5',
      'aws autoscaling describe-auto-scaling-instances',
      'sleep 5',
      'aws autoscaling describe-auto-scaling-instances',
      'systemctl stop tagwarden.service',
      'aws autoscaling complete-lifecycle-action',
    ])
    expect(told.at(-1)).toEqual(expect.arrayContaining(['tagwarden-end', 'CONTINUE']))
  })
})
