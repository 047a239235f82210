// Plain JavaScript, so that an older Node can read far enough to say what it lacks.
import { RunError } from '@pulumi/pulumi'

export default async () => {
  if (Number.parseInt(process.versions.node, 10) < 24) {
    throw new RunError(
      `Tagwarden needs Node 24 and this is ${process.version}: run "npm run -s pulumi -- up", which uses the repository's own.`,
    )
  }
  const { default: program } = await import('./index.ts')
  return program()
}
