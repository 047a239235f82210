import { describeEc2 } from './ec2.ts'

describeEc2('prod')
