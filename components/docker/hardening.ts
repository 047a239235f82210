/** What every container gives up: root, new rights, capabilities, its root file system. */
export const hardened = () => ({
  readOnly: true,
  init: true,
  capabilities: { drops: ['ALL'] },
  securityOpts: ['no-new-privileges'],
  restart: 'unless-stopped',
  wait: true,
  waitTimeout: 120,
  destroyGraceSeconds: 70,
})

/** Docker answers twice the memory when swap is left out, which then looks like drift. */
export const memoryLimit = (mb: number) => ({ memory: mb, memorySwap: mb * 2 })
