// The use cases, as tools know them.

import type { CostSource, Store } from '../ports.ts'
import type { Attribute } from './attribution.ts'
import type { Audits } from './audits.ts'
import type { Pages } from './pages.ts'
import type { PolicyInForce } from './policy-in-force.ts'
import type { Remediation } from './remediation.ts'
import type { Reports } from './reports.ts'
import type { Schedules } from './schedules.ts'
import type { Work } from './work.ts'

export type Services = {
  readonly estate: string
  readonly audits: Audits
  readonly readPage: Pages
  readonly policy: PolicyInForce
  readonly work: Work
  readonly store: Store
  readonly costs: CostSource
  readonly attribute: Attribute
  readonly schedules: Schedules
  readonly reports: Reports
  /** `null` where nothing may be written. */
  readonly remediation: Remediation | null
}
