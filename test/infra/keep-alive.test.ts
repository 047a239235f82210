import { expect, test } from 'vitest'
import { idleTimeoutS } from '../../components/aws/edge/balancer.ts'
import { sampleApp } from '../support/sample-app.ts'

// The deployment never imports the server, so this is where their two numbers meet.
test('[chk B2] the server closes no connection that the load balancer may still use', async () => {
  const { server } = (await sampleApp()).app
  expect(server.keepAliveTimeout).toBeGreaterThanOrEqual((idleTimeoutS + 5) * 1000)
  expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout)
  expect(server.requestTimeout).toBeGreaterThanOrEqual(server.headersTimeout)
})
