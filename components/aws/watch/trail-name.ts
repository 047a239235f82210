// A trail's name is fixed: its bucket and its key name it before it is there.

import { physicalName } from '../../physical-name.ts'
import type { Place } from '../place.ts'

export const trailName = ({ stack }: Place) => physicalName('trail', stack)

export const trailArn = (place: Place) =>
  `arn:${place.partition}:cloudtrail:${place.region}:${place.account}:trail/${trailName(place)}`
