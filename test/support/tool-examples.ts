// One sensible call of every tool, and the largest one.

import { compileTargets } from '../../server/core/compile/compile.ts'

type Known = { readonly ids: readonly string[]; readonly auditId: string; readonly since: string }
type Examples = Readonly<Record<string, object>>

const tagPolicy = { tags: { CostCenter: { tag_key: { '@@assign': 'CostCenter' } } } }

/** What has to be said; all else is left to the defaults. A tool that is not named here needs nothing. */
export const leastArguments = ({ ids: [id], auditId }: Known): Examples => ({
  validate_resource_tags: { ids: [id] },
  explain_verdict: { id },
  suggest_tags: { id },
  simulate_policy: { require: ['Project'] },
  import_tag_policy: { chain: [{ content: tagPolicy }] },
  compile_policy: { target: compileTargets[0] },
  get_audit: { auditId },
  cancel_audit: { auditId },
})

/** Whatever makes an answer larger. */
export const mostArguments = ({ ids, auditId, since }: Known): Examples => ({
  check_tag_compliance: { limit: 200, detail: 'full' },
  find_untagged_resources: { limit: 200 },
  validate_resource_tags: { ids: ids.slice(0, 100) },
  explain_verdict: { id: ids[0] },
  suggest_tags: { id: ids[0] },
  plan_remediation: { limit: 200, minConfidence: 0 },
  get_cost_attribution_gap: { groupBy: 'type', limit: 200 },
  lookup_costs: { groupBy: ['month', 'account', 'region', 'service', 'kind'], limit: 200 },
  get_violation_history: { since: '2001-01-01', bucket: 'day', groupBy: 'type' },
  detect_tag_drift: { since, limit: 200 },
  simulate_policy: { require: ['Project', 'Missing'], ownerTag: 'Application' },
  import_tag_policy: { chain: [{ content: tagPolicy }] },
  compile_policy: { target: 'rego' },
  get_audit: { auditId, limit: 200, detail: 'full' },
  cancel_audit: { auditId },
})
