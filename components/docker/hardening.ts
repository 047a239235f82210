/** What every container gives up: root, new rights, capabilities, its root file system. */
export const hardened = () => ({
  readOnly: true,
  init: true,
  capabilities: { drops: ['ALL'] },
  securityOpts: ['no-new-privileges'],
  restart: 'unless-stopped',
  wait: true,
  waitTimeout: 120,
  // Draining takes up to ten seconds.
  destroyGraceSeconds: 15,
  // Files of the host, which Docker turns over.
  logDriver: 'json-file',
  logOpts: { 'max-size': '10m', 'max-file': '3' },
})

/** While a container starts it is asked each second; an engine before Docker 25 refuses that, and asks at the usual interval. */
export const whileStarting = (oldEngine: boolean) => (oldEngine ? {} : { startInterval: '1s' })

/** Docker answers twice the memory when swap is left out, which then looks like drift. */
export const memoryLimit = (mb: number) => ({ memory: mb, memorySwap: mb * 2 })
