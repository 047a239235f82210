// Whose bill the credentials see. What is kept of a bill is kept under this name, so that other credentials find nothing.

import { AppError } from '../core/errors.ts'

export function payerByIdentity(region: string): () => Promise<string> {
  let known: Promise<string> | null = null
  return () => {
    const asked = known ?? askIdentity(region)
    known = asked
    // What failed is tried again by the next question.
    asked.catch(() => {
      if (known === asked) known = null
    })
    return asked
  }
}

async function askIdentity(region: string): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient({ region })
  try {
    const { Account = '' } = await client.send(new GetCallerIdentityCommand({}))
    return Account
  } catch (cause) {
    throw new AppError('unreadable', 'AWS does not say whose credentials these are.', {
      hint: 'Give the server AWS credentials, as for the AWS command line.',
      cause,
    })
  } finally {
    client.destroy()
  }
}
