// docker-compose.yml, read for the tests: merged, but with its variables still in it.

import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export const readText = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

type Check = { test?: string[]; interval: string; timeout: string; retries: number; start_interval: string }

export type Service = {
  readonly image?: string
  readonly build?: { context: string }
  readonly profiles?: readonly string[]
  readonly user: string
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly tmpfs: readonly string[]
  readonly networks: readonly string[]
  readonly environment?: Readonly<Record<string, string | null>>
  readonly env_file?: readonly { path: string; required: boolean }[]
  readonly secrets?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { condition: string }>>
  readonly healthcheck: Check
  readonly develop?: { watch: readonly { action: string; path: string }[] }
  readonly mem_limit: string
  readonly [key: string]: unknown
}

export type ComposeFile = {
  readonly name: string
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { driver: string }>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, { file: string }>>
  readonly [key: string]: unknown
}

// The shape is what the tests below go on to check.
export const compose = parse(readText('docker-compose.yml'), { merge: true }) as ComposeFile

export function service(name: string): Service {
  const found = compose.services[name]
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`)
  return found
}

export const names = Object.keys(compose.services)
/** Those that run our image. */
export const servers = names.filter((name) => service(name).build !== undefined)
/** What starts with these profiles. */
export const started = (...profiles: readonly string[]): string[] =>
  names.filter((name) => service(name).profiles?.some((profile) => profiles.includes(profile)) ?? true)
