// Plain JavaScript, so that an older Node can read far enough to say what it lacks.

import { RunError } from '@pulumi/pulumi'

/** What is wrong with this Node, in one sentence, or nothing. */
export function complaintAbout(version) {
  if (Number.parseInt(version.replace('v', ''), 10) >= 24) return undefined
  return `Tagwarden needs Node 24, and this is ${version}: run "npm run -s pulumi -- up", which takes the Node of the repository.`
}

export default async () => {
  const complaint = complaintAbout(process.version)
  if (complaint !== undefined) throw new RunError(complaint)
  const { default: program } = await import('./index.ts')
  return program()
}
