import { expect, test } from 'vitest'
import { type Placement, requireStorage } from '../../components/storage-rule.ts'

test.each<Placement>([
  { target: 'docker', storage: 'sqlite', replicas: 1 },
  { target: 'ecs', storage: 'postgres', replicas: 1 },
  { target: 'ecs', storage: 'postgres', replicas: 4 },
])('[X3] $target with $storage and $replicas is allowed', (placement) => {
  expect(() => requireStorage(placement)).not.toThrow()
})

test.each<[Placement, string]>([
  [{ target: 'docker', storage: 'sqlite', replicas: 2 }, 'exactly one process'],
  [{ target: 'docker', storage: 'postgres', replicas: 1 }, 'docker has no PostgreSQL'],
  [{ target: 'ecs', storage: 'sqlite', replicas: 1 }, 'ecs cannot use sqlite'],
])('[X3] %o throws with the reason', (placement, reason) => {
  expect(() => requireStorage(placement)).toThrow(reason)
})
