import { everything } from '../infra/recorder/everything.ts'
import { describeEcs } from './ecs.ts'

describeEcs('dev', {
  title: 'ecs everything',
  settings: everything('ecs'),
  changes: { nothing: { 'tagwarden:ecs': {} } },
})
