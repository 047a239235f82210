// HTML from a template that escapes whatever is put in, unless it is such HTML itself.

import { printable } from './columns-of-text.ts'

export type Markup = { readonly markup: string }
type Piece = string | number | Markup | readonly Markup[]

export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: texts.map((text, at) => text + markupOf(pieces[at] ?? '')).join('') }
}

function markupOf(piece: Piece): string {
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece))
  return 'markup' in piece ? piece.markup : piece.map(({ markup }) => markup).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
