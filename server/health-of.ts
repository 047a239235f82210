// What the parts say of their health.

import { type Config, isOpenToAll } from './config.ts'
import type { Deps } from './deps.ts'
import type { Health } from './http/health.ts'
import { version } from './version.ts'

export function healthOf(deps: Deps, config: Config): Health {
  const isStoreUp = async () => {
    try {
      await deps.store.schedules()
      return true
    } catch {
      // Whatever the reason, it is told as "down"; the log has it from whoever needed the store.
      return false
    }
  }
  return {
    async unready() {
      return [
        ...(deps.isStarted() ? [] : ['It is still starting.']),
        ...((await isStoreUp()) ? [] : ['The store does not answer.']),
        ...(deps.log.isUp() ? [] : ['The log of calls cannot be written.']),
      ]
    },
    async summary() {
      const { policy, problem } = deps.policy.state()
      const redis = deps.isRedisUp()
      return {
        estate: config.ESTATE,
        policy: { hash: policy.hash, version: policy.document.version, problem },
        dependencies: {
          [deps.storeKind]: stateOf(await isStoreUp()),
          ...(redis !== null && { redis: stateOf(redis) }),
        },
        isOpen: isOpenToAll(config),
        versions: { tagwarden: version, node: process.versions.node },
      }
    },
  }
}

const stateOf = (isUp: boolean) => (isUp ? 'up' : 'down')
