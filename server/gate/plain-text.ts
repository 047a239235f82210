// Other people's texts reach callers as data only: nothing in them moves a cursor, turns text round or is invisible.

import { printable } from '../core/report/columns-of-text.ts'

/** Sentences of ours that may quote somebody; line ends are our own. */
export const plainLines = (text: string): string => (isPlain(text) ? text : text.split('\n').map(printable).join('\n'))

/** Equal JSON in which such characters are escaped; `JSON.stringify` escapes only the oldest of them. */
export function plainJson(json: string): string {
  if (isPlain(json)) return json
  return json.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

const isPlain = (text: string): boolean => !/[^ -~]/.test(text)
