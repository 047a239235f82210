import { everything } from '../infra/recorder/everything.ts'
import { describeEc2 } from './ec2.ts'

describeEc2('dev', {
  title: 'ec2 everything',
  settings: everything('ec2'),
  changes: { nothing: { 'tagwarden:ec2': {} } },
})
