// Which images a registry forgets. Nothing selects the tags `deployed-…`, so what runs is never selected.

/** One rule counts either age or number: old builds go by age, releases by number. */
export const lifecyclePolicy = {
  rules: [
    {
      rulePriority: 1,
      description: 'Images without a name go after a week',
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      action: { type: 'expire' },
    },
    {
      rulePriority: 2,
      description: 'Builds go after 90 days',
      selection: {
        tagStatus: 'tagged',
        tagPrefixList: ['build-'],
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 90,
      },
      action: { type: 'expire' },
    },
    {
      rulePriority: 3,
      description: 'The newest ten releases stay',
      selection: { tagStatus: 'tagged', tagPrefixList: ['v'], countType: 'imageCountMoreThan', countNumber: 10 },
      action: { type: 'expire' },
    },
  ],
} as const
