import { defineConfig } from 'vitest/config'

// Whole processes, clients fetched by npx and an AWS in Python: too slow for `npm test`, part of `.ci/run`.
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: 'test/support/run-folder.ts',
    pool: 'forks',
    // One after the other: what they start would take each other's time.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
