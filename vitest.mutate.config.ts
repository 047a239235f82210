import { defineConfig } from 'vitest/config'

// A mutant of `server/core` counts as killed only by core's own tests: what just a distant test notices is not specified.
export default defineConfig({
  test: { include: ['test/core/**/*.test.ts'], pool: 'forks', testTimeout: 60_000 },
})
