import { expect, test } from 'vitest'
import { AppError } from '../../server/core/errors.ts'

test('an error has a code for machines, words for people and its cause for the log', () => {
  const cause = new Error('why')
  const error = new AppError('rate_limited', 'Too many.', {
    hint: 'Wait.',
    cause,
    retryAfterS: 3,
    missingScope: 'read',
  })
  expect(error).toBeInstanceOf(Error)
  expect({ ...error, message: error.message, cause: error.cause }).toEqual({
    ...{ name: 'AppError', code: 'rate_limited', message: 'Too many.', hint: 'Wait.', cause },
    ...{ retryAfterS: 3, missingScope: 'read' },
  })
  expect(new AppError('not_found', 'None.').cause).toBeUndefined()
})
