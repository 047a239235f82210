import { printable } from '../../core/report/columns-of-text.ts'

/** One fault: where it is, and what it is. */
export type Report = (place: string, fault: string) => Promise<void>

/** The reason for which `read` fails, in one line. */
export function faultIn(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (cause) {
    return printable(cause instanceof Error ? cause.message : String(cause))
  }
}
