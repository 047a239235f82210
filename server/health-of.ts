// What the parts say of their health.

import { type Config, isOpenToAll } from './config.ts'
import type { Deps } from './deps.ts'
import type { Health } from './http/health.ts'
import { withinTime } from './redis/within-time.ts'
import { version } from './version.ts'

/** Who asks for readiness waits a second or a few: later than this is as good as not at all. */
const patienceMs = 2000

export function healthOf(deps: Deps, config: Config): Health {
  const isStoreUp = shared(async () => {
    try {
      await withinTime(patienceMs, deps.store.schedules())
      return true
    } catch {
      // Whatever the reason, it is told as "down"; the log has it from whoever needed the store.
      return false
    }
  })
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

/** Those who ask while a look is under way get its result: a store that hangs is not asked by more and more. */
function shared<T>(look: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return () => {
    underWay ??= look().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

const stateOf = (isUp: boolean) => (isUp ? 'up' : 'down')
