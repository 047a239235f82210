// The calendar of the demo: days are counted from 0, the last one is "today".

export const storyDays = 120
export const lastDay = storyDays - 1
export const campaign = { from: 30, to: 55 } as const
export const mergerDay = 75
export const repairs = { from: 80, to: lastDay } as const
/** From this day on the policy demands DataClass. */
export const stricterPolicyDay = 100
export const never = Number.POSITIVE_INFINITY
