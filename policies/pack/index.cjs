// Pulumi loads a pack with `require`; plain JavaScript, so that an older Node can say what it lacks.
const { version } = process
if (Number.parseInt(version.slice(1), 10) < 24) {
  throw new Error(
    `The policy pack of Tagwarden needs Node 24, and this is ${version}. Put a newer Node first on PATH, or run ` +
      '"npm run -s pulumi -- preview" in the folder of Tagwarden, which takes its own.',
  )
}
module.exports = import('./pack.ts')
