// The verdict on every resource as a file, for what joins them to something else. Runs away from the request thread.

import { open } from 'node:fs/promises'
import { decodePart } from '../core/part-codec.ts'
import { PartJudge } from '../core/part-judge.ts'
import { compileRules } from '../core/rules.ts'
import { verdictLines } from '../core/verdict-lines.ts'
import type { Judging, PackedSnapshot } from './tasks.ts'

export async function writeVerdicts({
  parts,
  policy,
  now,
  path,
}: Pick<PackedSnapshot, 'parts'> & Judging & { readonly path: string }): Promise<void> {
  const judge = new PartJudge(compileRules(policy), now)
  const file = await open(path, 'w', 0o600)
  try {
    for (const packed of parts) {
      const part = decodePart(packed)
      await file.write([...verdictLines(part, judge.judge(part))].join(''))
    }
  } finally {
    await file.close()
  }
}
