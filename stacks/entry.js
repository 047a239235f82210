// Plain JavaScript, so that an older Node can read far enough to say what it lacks. The engine takes a default
// export or named ones, never both.

import { RunError } from '@pulumi/pulumi'

export default async () => {
  const { version } = process
  if (Number.parseInt(version.replace('v', ''), 10) < 24) {
    throw new RunError(
      `Tagwarden needs Node 24, and this is ${version}: run "npm run -s pulumi -- up", which takes the Node of the repository.`,
    )
  }
  const { default: program } = await import('./index.ts')
  return program()
}
