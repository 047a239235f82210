// AWS as the commands read it: narrowed by options, with a line of progress.

import { awsSettingsOf } from '../config/aws.ts'
import { parseConfig } from '../config.ts'
import { AppError } from '../core/errors.ts'
import type { ResourceSource } from '../ports.ts'
import { awsEstate } from '../sources/aws/estate.ts'
import type { Shell } from './command.ts'
import type { Progress } from './progress.ts'

export const narrowingOptions = {
  types: { type: 'string' },
  regions: { type: 'string' },
  accounts: { type: 'string' },
} as const

export const narrowingHelp = `  --types LIST         of AWS: only these types, such as s3:bucket,rds:*
  --regions LIST       of AWS: only these regions, such as eu-west-1,us-east-1
  --accounts LIST      of AWS: only these accounts, by number`

type Given = { readonly [Option in keyof typeof narrowingOptions]?: string | undefined }

const forms = {
  types: { pattern: /^[a-z\d-]+:(\*|[\w-]+)$/, example: 's3:bucket,rds:*' },
  regions: { pattern: /^[a-z\d-]+$/, example: 'eu-west-1,us-east-1' },
  accounts: { pattern: /^\d{12}$/, example: '111122223333' },
}

export type Narrowing = ReturnType<typeof readNarrowing>

/** Empty lists: every one. */
export function readNarrowing({ types, regions, accounts }: Given) {
  return {
    types: readList('types', types),
    regions: readList('regions', regions),
    accounts: readList('accounts', accounts),
  }
}

export const isNarrowed = ({ types, regions, accounts }: Narrowing): boolean =>
  types.length + regions.length + accounts.length > 0

function readList(option: keyof typeof forms, text: string | undefined): readonly string[] {
  if (text === undefined) return []
  const { pattern, example } = forms[option]
  const words = [...new Set(text.split(',').map((word) => word.trim()))].toSorted()
  const wrong = words.find((word) => !pattern.test(word))
  if (wrong === undefined) return words
  throw new AppError('bad_usage', `--${option} "${wrong}" is none.`, {
    hint: `Write --${option} ${example}, for example.`,
  })
}

const checkpointEveryMs = 1000

/** The settings of AWS count, and options before them. `calls`: how many were made so far. */
export function openCloud(
  { types, regions, accounts }: Narrowing,
  report: Progress,
  { env }: Pick<Shell, 'env'>,
): { readonly source: ResourceSource; readonly calls: () => number } {
  const settings = awsSettingsOf(parseConfig(awsOnly(env)))
  let calls = 0
  let doneBefore: number | null = null
  const narrowed = {
    ...{ ...settings, checkpointEveryMs, accounts },
    types: types.length > 0 ? types : settings.types,
    regions: regions.length > 0 ? regions : settings.regions,
    homeRegion: settings.homeRegion ?? regions[0] ?? null,
  }
  const source = awsEstate(narrowed, {
    onCall: () => {
      calls += 1
    },
    onProgress(done, of, resources) {
      doneBefore ??= done - 1
      report.updateCells({ done, of, doneBefore, resources, calls })
    },
  })
  return { source, calls: () => calls }
}

/** What a server would make of its other settings is no matter here. */
function awsOnly(env: Shell['env']): Shell['env'] {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('AWS_'))), ESTATE: 'aws' }
}
