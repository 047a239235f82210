import { describeLife } from './life-of-a-stack.ts'

describeLife('docker dev', {
  packages: ['docker', 'docker-build', 'random'],
  stack: 'dev',
  settings: { 'tagwarden:target': 'docker', 'tagwarden:environment': 'dev' },
  changes: {
    estate: { 'tagwarden:estate': '/data/estate.json' },
    secretsVersion: { 'tagwarden:secretsVersion': 2 },
    port: { 'tagwarden:port': 3000 },
  },
  protect: 'tagwarden-server-data',
  kept: [],
})
