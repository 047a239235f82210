// The other end of `inFreshProcess`.
import { cpuTime, type FreshAnswer, peakRssMb } from './measure.ts'

async function answer(): Promise<FreshAnswer<unknown>> {
  try {
    const { module, exportName, input } = JSON.parse(process.argv[2] ?? '{}')
    const exports = await import(module)
    const run = await cpuTime(() => exports[exportName](input))
    return { ...run, peakRssMb: peakRssMb() }
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

process.send?.(await answer(), () => process.exit())
