/** `undefined` where a resource was deleted between its listing and this call. */
export async function unlessDeleted<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    // The SDK's own error is the cause of ours.
    if (error instanceof Error && (error.cause as Error | undefined)?.name === 'ResourceNotFoundException') return
    throw error
  }
}
