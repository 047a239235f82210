import type { Tags } from '../../tags.ts'
import type { Place } from '../place.ts'

const key = 'TagwardenBackup'

/** Backed up is what carries it. Of one stack: another one in the account has its own plan. */
export const backupTag = ({ stack }: Place): Tags => ({ [key]: stack })

export const selectsBackupTag = ({ stack }: Place) => ({ type: 'STRINGEQUALS', key, value: stack })
