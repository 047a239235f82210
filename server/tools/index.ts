// The tools, in the order in which clients see them.

import { applyRemediationTool } from './apply-remediation.ts'
import { cancelAudit } from './cancel-audit.ts'
import { checkTagCompliance } from './check-tag-compliance.ts'
import { compilePolicyTool } from './compile-policy.ts'
import type { Tool } from './define.ts'
import { detectTagDrift } from './detect-tag-drift.ts'
import { explainVerdict } from './explain-verdict.ts'
import { exportViolations } from './export-violations.ts'
import { findUntaggedResources } from './find-untagged-resources.ts'
import { generateComplianceReport } from './generate-compliance-report.ts'
import { getAudit } from './get-audit.ts'
import { getCostAttributionGap } from './get-cost-attribution-gap.ts'
import { getTaggingPolicy } from './get-tagging-policy.ts'
import { getViolationHistory } from './get-violation-history.ts'
import { importTagPolicyTool } from './import-tag-policy.ts'
import { lookupCostsTool } from './lookup-costs.ts'
import { planRemediationTool } from './plan-remediation.ts'
import { scheduleAudit } from './schedule-audit.ts'
import { simulatePolicyTool } from './simulate-policy.ts'
import { startAudit } from './start-audit.ts'
import { suggestTagsTool } from './suggest-tags.ts'
import { validateResourceTags } from './validate-resource-tags.ts'

export const tools: readonly Tool[] = [
  checkTagCompliance,
  findUntaggedResources,
  validateResourceTags,
  explainVerdict,
  getTaggingPolicy,
  suggestTagsTool,
  planRemediationTool,
  getCostAttributionGap,
  lookupCostsTool,
  getViolationHistory,
  detectTagDrift,
  simulatePolicyTool,
  generateComplianceReport,
  exportViolations,
  startAudit,
  getAudit,
  cancelAudit,
  scheduleAudit,
  importTagPolicyTool,
  compilePolicyTool,
]

/** With what writes to a cloud, where that is allowed. */
export const toolsFor = ({ ENABLE_WRITES }: { readonly ENABLE_WRITES: boolean }): readonly Tool[] =>
  ENABLE_WRITES ? [...tools, applyRemediationTool] : tools
