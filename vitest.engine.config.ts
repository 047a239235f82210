import { defineConfig } from 'vitest/config'

// The real Pulumi engine; where it is not on PATH, each part says that it is skipped.
export default defineConfig({
  test: {
    include: ['test/engine/**/*.test.ts'],
    pool: 'forks',
    // Two stacks at once: an `up` is two processes, and a program of its own.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
