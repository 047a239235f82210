// How each tool is called sensibly, from what the tools before it said: for clients that call every one of them.

/** Calls a tool and returns its structured answer. */
export type Ask = (tool: string, given: object) => Promise<Readonly<Record<string, unknown>>>

export type ToolCall = readonly [tool: string, given: object]

/** In an order in which none undoes what a later one needs. */
export async function sensibleCalls(ask: Ask): Promise<readonly ToolCall[]> {
  const { resources } = (await ask('check_tag_compliance', { limit: 2 })) as { resources: { id: string }[] }
  const { auditId } = await ask('start_audit', { idempotencyKey: 'sensible' })
  const ids = resources.map(({ id }) => id)
  const [id] = ids
  return [
    ['check_tag_compliance', { types: ['ec2:instance'], detail: 'full', limit: 5 }],
    ['find_untagged_resources', { minMonthlyCost: 1, limit: 5 }],
    ['validate_resource_tags', { ids }],
    ['explain_verdict', { id }],
    ['get_tagging_policy', {}],
    ['suggest_tags', { id }],
    ['plan_remediation', { limit: 3 }],
    ['get_cost_attribution_gap', { groupBy: 'type', limit: 3 }],
    ['lookup_costs', { groupBy: ['month', 'service'], limit: 3 }],
    ['get_violation_history', { bucket: 'month', groupBy: 'region' }],
    ['detect_tag_drift', { limit: 3 }],
    // LangChain takes a rule for an object only, and refuses a mere name before it is sent.
    ['simulate_policy', { require: [{ name: 'CostCenter' }, { name: 'Team' }] }],
    ['generate_compliance_report', { format: 'html' }],
    ['export_violations', { format: 'json', severity: 'error' }],
    ['start_audit', { idempotencyKey: 'sensible' }],
    ['get_audit', { auditId, limit: 3 }],
    ['cancel_audit', { auditId }],
    ['schedule_audit', { action: 'create', every: 'week', time: '07:30', timeZone: 'Europe/Berlin' }],
    ['schedule_audit', {}],
    ['import_tag_policy', { chain: [{ content: { tags: { owner: { tag_key: { '@@assign': 'Owner' } } } } }] }],
    ['compile_policy', { target: 'aws-config' }],
  ]
}
