// What the checklist asks of each environment, written out a second time: the program has its own table.

const everywhere = {
  dev: {
    zones: 2,
    nat: 'Single',
    logDays: 7,
    recoveryDays: 0,
    isProtected: false,
    instanceClass: 'db.t4g.micro',
    multiAz: false,
    backupDays: 1,
    cacheNodes: 1,
    backups: { daily: 7 },
    budget: '200',
  },
  staging: {
    zones: 2,
    nat: 'Single',
    logDays: 30,
    recoveryDays: 7,
    isProtected: false,
    instanceClass: 'db.t4g.medium',
    multiAz: false,
    backupDays: 7,
    cacheNodes: 1,
    backups: { daily: 14, anySecond: 7 },
    budget: '300',
  },
  prod: {
    zones: 3,
    nat: 'OnePerAz',
    logDays: 365,
    recoveryDays: 30,
    isProtected: true,
    instanceClass: 'db.t4g.medium',
    multiAz: true,
    backupDays: 35,
    cacheNodes: 2,
    backups: { daily: 90, anySecond: 35, locked: [35, 90] },
    budget: '600',
  },
} as const

const onFargate = { logGroups: 9, images: 2, targetType: 'ip' } as const
const spot = [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }]
const rolls = { capacity: spot, strategy: 'ROLLING', targetGroups: 1, allowsExec: true }

export const expectedOnEcs = {
  dev: { ...everywhere.dev, ...onFargate, ...rolls, tasks: [1, 1, 2] },
  staging: { ...everywhere.staging, ...onFargate, ...rolls, tasks: [2, 2, 4] },
  prod: {
    ...everywhere.prod,
    ...onFargate,
    tasks: [2, 3, 10],
    capacity: [{ capacityProvider: 'FARGATE', weight: 1, base: 2 }, ...spot],
    strategy: 'BLUE_GREEN',
    targetGroups: 2,
    allowsExec: false,
  },
}

const onMachines = { logGroups: 8, images: 1, targetType: 'instance', targetGroups: 1 } as const

export const expectedOnEc2 = {
  dev: { ...everywhere.dev, ...onMachines, instances: { min: 1, start: 1, max: 2 } },
  staging: { ...everywhere.staging, ...onMachines, instances: { min: 2, start: 2, max: 4 } },
  prod: { ...everywhere.prod, ...onMachines, instances: { min: 3, start: 3, max: 6 } },
}

export type ExpectedOnEcs = (typeof expectedOnEcs)[keyof typeof expectedOnEcs]
export type ExpectedOnEc2 = (typeof expectedOnEc2)[keyof typeof expectedOnEc2]
/** What every target on AWS has. */
export type Expected = Pick<ExpectedOnEcs | ExpectedOnEc2, keyof ExpectedOnEcs & keyof ExpectedOnEc2>
