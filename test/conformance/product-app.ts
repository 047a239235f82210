// The servers the conformance suite runs against. Until the product's `buildApp` exists they are its plugin with sample
// tools; afterwards this file alone changes.

import { conformanceExtension, conformanceTools } from '../support/conformance-tools.ts'
import { startMcpApp } from '../support/mcp-app.ts'
import { sampleGate, sampleTools } from '../support/sample-gate.ts'

export type Server = {
  readonly url: URL
  /** How many messages each path has answered. */
  readonly paths: { readonly fast: number; readonly sdk: number }
  readonly close: () => Promise<void>
}

export async function startProduct(): Promise<Server> {
  const { app, url, paths } = await startMcpApp()
  return { url, paths, close: () => app.close() }
}

/** The same app with the tools, resources and prompts that the suite asks for. */
export async function startProductWithPack(): Promise<Server> {
  const gate = sampleGate([...sampleTools, ...conformanceTools])
  const { app, url, paths } = await startMcpApp({ gate, extension: conformanceExtension() })
  return { url, paths, close: () => app.close() }
}
