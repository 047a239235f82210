import { readFileSync } from 'node:fs'

// The package's own file is a fixed shape.
export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}
