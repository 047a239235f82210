// The files of an export: one file, a folder or a glob.

import { glob, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../core/errors.ts'

export type ExportFile = {
  /** As the export wrote it: its folders tell month and delivery. */
  readonly name: string
  /** Where it lies here. */
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
}

const readable = /\.(parquet|csv|csv\.gz|csv\.zst)$/i
export const isBillFile = (name: string): boolean => readable.test(name)
export const isParquet = (name: string): boolean => /\.parquet$/i.test(name)
const isGlob = (path: string): boolean => /[*?[\]{}]/.test(path)

export async function filesAt(path: string): Promise<readonly ExportFile[]> {
  const names = isGlob(path) ? await matching(path) : await namesIn(path)
  const files = await Promise.all(names.filter(isBillFile).map(fileOf))
  if (files.length > 0) return files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  throw new AppError('unreadable', `${path}: there is no bill to read.`, {
    hint: 'COSTS_FILE is a .parquet or .csv file (also .csv.gz, .csv.zst), a folder or a glob of them.',
  })
}

async function matching(pattern: string): Promise<string[]> {
  const names: string[] = []
  for await (const name of glob(pattern)) names.push(name)
  return names
}

async function namesIn(path: string): Promise<string[]> {
  try {
    if ((await stat(path)).isFile()) return [path]
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch (cause) {
    throw new AppError('unreadable', `${path}: the bill cannot be read.`, { hint: 'Check COSTS_FILE.', cause })
  }
}

async function fileOf(path: string): Promise<ExportFile> {
  // DuckDB would take the name for a pattern.
  if (isGlob(path)) throw new AppError('unreadable', `${path}: a file of a bill may not have *, ?, [ or { in its name.`)
  const { size, mtimeMs } = await stat(path)
  return { name: path, path, bytes: size, modifiedMs: mtimeMs }
}
