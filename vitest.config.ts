import { defineConfig } from 'vitest/config'

// `.ci/run` counts the tests from this file and still runs plain `npm test`.
const jsonReport = process.env.CI_VITEST_JSON

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    reporters: jsonReport ? ['default', ['json', { outputFile: jsonReport }]] : ['default'],
    globalSetup: 'test/support/run-folder.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
