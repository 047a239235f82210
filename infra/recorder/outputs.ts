// What a made resource tells beyond its inputs; a type without an entry here is an error.

import { cloudOutputs } from './outputs-aws.ts'
import type { Inputs, Outputs } from './outputs-table.ts'

const digest = `sha256:${'5a'.repeat(32)}`

const local: Outputs = {
  'random:index/randomPassword:RandomPassword': (name, { length }) => ({
    result: `plain-${name}-`.padEnd(Number(length), 'x'),
  }),
  'random:index/randomId:RandomId': () => ({ hex: '0a1b2c3d' }),
  'tls:index/privateKey:PrivateKey': (name) => ({ privateKeyPem: `plain-private-key-of-${name}` }),
  'tls:index/selfSignedCert:SelfSignedCert': () => ({ certPem: '-----BEGIN CERTIFICATE-----' }),
  'docker:index/network:Network': (name) => ({ name: `${name}-0a1b2c3` }),
  'docker:index/volume:Volume': (name) => ({ name: `${name}-0a1b2c3` }),
  'docker:index/remoteImage:RemoteImage': () => ({ repoDigest: `redis@${digest}` }),
  'docker:index/container:Container': (name) => ({ name: `${name}-0a1b2c3` }),
  'docker-build:index:Image': (_name, { tags }) => ({ digest, ref: `${Array.isArray(tags) ? tags[0] : ''}@${digest}` }),
  'docker-build:index:Index': (_name, { tag }) => ({ ref: `${tag}@${digest}` }),
}

const known: Outputs = { ...local, ...cloudOutputs }

export function outputsOf(type: string, name: string, inputs: Inputs): Record<string, unknown> {
  if (type.startsWith('pulumi:providers:') || type === 'pulumi:pulumi:Stack') return {}
  const entry = known[type]
  if (entry === undefined) throw new Error(`no outputs for ${type}; add them to infra/recorder/`)
  return entry(name, inputs)
}
