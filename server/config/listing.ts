// The settings as people read them: name, value in force, default, description.

import type { Config } from '../config.ts'
import { type SettingNotes, settings } from './settings.ts'

export type ListedSetting = {
  readonly name: string
  /** As it would be written into the environment; a secret only says that it is set. */
  readonly value: string
  readonly fallback: string
  readonly description: string
}

export function listSettings(config: Config): ListedSetting[] {
  return describeSettings().map(({ name, secret, ...setting }) => ({
    name,
    value: secret ? redacted(config[name]) : valueText(config[name]),
    ...setting,
  }))
}

export function settingsPage(): string {
  const rows = describeSettings().map(
    ({ name, fallback, description }) => `| \`${name}\` | ${fallback === '' ? '–' : fallback} | ${description} |`,
  )
  return [
    '# Configuration',
    '',
    'Every setting is an environment variable, read once at start. A wrong one stops the server and is named, with what',
    'was expected; an empty one counts as not set. What is in force is listed by `npm run -s tagwarden -- config`.',
    'This page is made by `npm run -s tagwarden -- config --markdown > docs/configuration.md`.',
    '',
    '| setting | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

type Described = {
  readonly name: keyof Config
  readonly fallback: string
  readonly description: string
  readonly secret: boolean
}

function describeSettings(): Described[] {
  return Object.entries(settings.shape).map(([name, schema]) => {
    // Every setting has its notes: the table is written that way, and a test reads each description.
    const notes = schema.meta() as SettingNotes
    const fallback = schema.def.type === 'prefault' ? String(schema.def.defaultValue) : (notes.otherwise ?? '')
    return { name: name as keyof Config, fallback, description: notes.description, secret: notes.secret === true }
  })
}

function valueText(value: Config[keyof Config]): string {
  if (value === undefined) return ''
  return Array.isArray(value) ? value.join(',') : String(value)
}

function redacted(value: Config[keyof Config]): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  return Array.isArray(value) ? `(${value.length} set)` : '(set)'
}
