// An invented company to try everything on: the same on every machine, and never older than today.

export { accounts as demoAccounts } from './company.ts'
export { demoCosts } from './costs.ts'
export { type DemoDay, type DemoEstate, demoEstate, demoHistory, pastDemoDays } from './history.ts'
export { hostileTags } from './hostile.ts'
export { demoPolicyAt } from './policy.ts'
export { campaign, lastDay, mergerDay, stricterPolicyDay } from './story.ts'
