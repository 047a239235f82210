import { describeAccidents } from './accidents-of-a-stack.ts'

describeAccidents('docker dev', {
  packages: ['docker', 'docker-build', 'random'],
  stack: 'dev',
  settings: { 'tagwarden:target': 'docker', 'tagwarden:environment': 'dev' },
  refused: 'tagwarden-redis',
  unready: 'tagwarden-server',
  interrupted: 'tagwarden-redis',
  waiting: 'tagwarden-server',
  killed: 'tagwarden-redis',
  change: { 'tagwarden:port': 3000 },
  changed: 'tagwarden-server',
})
