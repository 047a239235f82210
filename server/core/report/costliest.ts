// The violating resources that cost most, found while parts pass by.

import { textAt } from '../byte-dictionary.ts'
import { idAt, type Part } from '../columns.ts'
import { verdicts } from '../evaluate.ts'
import type { JudgedPart } from '../part-judge.ts'
import { type CostlyResource, offenderLimit } from './summary.ts'

const violating = verdicts.indexOf('violating')

export class Costliest {
  private found: CostlyResource[] = []

  add(part: Part, { verdictIds }: JudgedPart): void {
    for (let row = 0; row < part.count; row++) {
      const monthlyCost = part.monthlyCosts[row] ?? Number.NaN
      // A comparison with NaN, an unknown cost, is false.
      if (verdictIds[row] === violating && monthlyCost > this.threshold()) {
        this.keep({ id: idAt(part, row), type: textAt(part.types, part.typeIds[row] ?? 0), monthlyCost })
      }
    }
  }

  list(): readonly CostlyResource[] {
    return this.found
  }

  private threshold(): number {
    return this.found.length < offenderLimit ? 0 : (this.found.at(-1)?.monthlyCost ?? 0)
  }

  private keep(resource: CostlyResource): void {
    this.found = [...this.found, resource].toSorted((a, b) => b.monthlyCost - a.monthlyCost).slice(0, offenderLimit)
  }
}
