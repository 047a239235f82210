// What a name says when read word by word. A word counts only as a whole: `prod` in `product` or `device` says nothing.

/** At punctuation and where small letters turn into capitals, in small letters. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

const stages: readonly (readonly string[])[] = [
  ['production', 'prod', 'prd'],
  ['staging', 'stg'],
  ['development', 'dev'],
  ['test', 'tst'],
  ['acceptance', 'uat'],
  ['quality', 'qa'],
  ['sandbox', 'sbx'],
]

/** Beside one of these a word may mean its opposite, or something else: `non-prod`, `pre-prod`, `dev-ops`. */
const spoilers = new Set([
  ...['non', 'not', 'no', 'pre', 'post', 'un', 'anti', 'ex', 'never', 'without', 'former'],
  ...['ops', 'sec', 'tools', 'portal', 'results', 'result', 'report', 'reports', 'data', 'suite', 'runner'],
])

export type NamedStage = { readonly value: string; readonly word: string }

/** Allowed values a name speaks of; only a list that has two stages or more is a list of stages. */
export function stagesNamed(name: string, allowed: readonly string[]): { named: NamedStage[]; spoilt: boolean } {
  const spelled = new Map(allowed.flatMap((value) => spellingsOf(value).map((word) => [word, value] as const)))
  if (new Set(spelled.values()).size < 2) return { named: [], spoilt: false }
  const words = wordsOf(name)
  const found = words.flatMap((word, at) => {
    const value = spelled.get(word)
    const isSpoilt = [words[at - 1], words[at + 1]].some((beside) => beside !== undefined && spoilers.has(beside))
    return value === undefined ? [] : [{ value, word, isSpoilt }]
  })
  // One doubtful word makes the whole name doubtful.
  const spoilt = found.some(({ isSpoilt }) => isSpoilt)
  return { named: spoilt ? [] : found.map(({ value, word }) => ({ value, word })), spoilt }
}

const spellingsOf = (value: string): readonly string[] =>
  stages.find((words) => words.includes(value.toLowerCase())) ?? []
