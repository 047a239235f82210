import type { Health } from '../../server/http/health.ts'

export const healthy: Health = {
  unready: async () => [],
  summary: async () => ({
    estate: 'demo',
    policy: { hash: 'sha256:1', version: '1.0', problem: null },
    dependencies: { sqlite: 'up', cache: 'up' },
    isOpen: false,
    versions: { tagwarden: '0.0.0', node: '24.0.0' },
  }),
}
