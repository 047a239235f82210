// Where the real tools are, if `install-compile-tools.sh` has put them there.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const installer = 'test/support/tools/install-compile-tools.sh'
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tagwarden-tools')
const versions = new Map(
  readFileSync(join(import.meta.dirname, 'versions.env'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = ''] = line.split('=')
      return [name, version]
    }),
)

/** `null` where it is not installed, and skipping is allowed. */
function locate(name: string, path: string, mark: string): string | null {
  if (existsSync(mark)) return path
  if (process.env.REQUIRE_TOOLS === '1') throw new Error(`${name} is not installed: bash ${installer}`)
  return null
}

const custodian = join(cache, `c7n-${versions.get('C7N')}`)
/** A Python that has Cloud Custodian. */
export const custodianPython = locate('Cloud Custodian', join(custodian, 'bin', 'python'), join(custodian, 'installed'))

const opaPath = join(cache, `opa-${versions.get('OPA')}`, 'opa')
export const opa = locate('OPA', opaPath, opaPath)

export function runTool(path: string | null, args: readonly string[], input = ''): string {
  if (path === null) throw new Error('the tool is not installed')
  const result: SpawnSyncReturns<string> = spawnSync(path, args, { input, encoding: 'utf8', maxBuffer: 1 << 30 })
  if (result.status !== 0)
    throw new Error(`${path} ended with ${result.status}: ${(result.stderr || result.stdout).slice(-4000)}`)
  return result.stdout
}
