import { describeOnAws } from './on-aws.ts'

export const describeEc2 = describeOnAws('ec2')
