import { resourceRule } from '../define.ts'
import { type Finding, mustBe, mustHold } from '../findings.ts'
import { at, isGiven, isNotKnown, listOf, type Props, type Value } from '../values.ts'

const instance = 'aws:ec2/instance:Instance'
const template = 'aws:ec2/launchTemplate:LaunchTemplate'

function asksForToken(props: Props): Finding {
  // What an instance does not say itself, its template does.
  if (isGiven(props.launchTemplate) && !isGiven(props.metadataOptions)) return null
  if (at(props.metadataOptions, 'httpEndpoint') === 'disabled') return null
  return mustBe(at(props.metadataOptions, 'httpTokens'), 'required', 'metadataOptions.httpTokens is not required')
}

/** A template takes its booleans as texts. */
const isTrue = (value: Value | undefined) => value === true || value === 'true'

function disksAreEncrypted(props: Props): readonly Finding[] {
  const ofTemplate = listOf(props.blockDeviceMappings).map((mapping) => at(mapping, 'ebs'))
  const ofInstance = [...listOf(props.rootBlockDevice), ...listOf(props.ebsBlockDevices)]
  return (
    [...ofTemplate, ...ofInstance]
      .filter((disk) => isGiven(disk))
      // One that is made from a snapshot is what the snapshot is.
      .filter((disk) => isNotKnown(disk) || !isGiven(at(disk, 'snapshotId')))
      .map((disk) => mustHold(at(disk, 'encrypted'), isTrue, 'encrypted is not true for a disk'))
  )
}

export const instanceRules = [
  resourceRule({
    name: 'metadata-asks-for-token',
    says: 'The metadata of an instance is given only to who holds a token (IMDSv2).',
    level: 'mandatory',
    checkov: ['CKV_AWS_79'],
    on: [instance, template],
    check: asksForToken,
  }),
  resourceRule({
    name: 'disk-is-encrypted',
    says: 'A disk is encrypted.',
    level: 'mandatory',
    checkov: ['CKV_AWS_3', 'CKV_AWS_8'],
    on: ['aws:ebs/volume:Volume', instance, template],
    check: (props, type) =>
      type === 'aws:ebs/volume:Volume' && !isGiven(props.snapshotId)
        ? mustHold(props.encrypted, isTrue, 'encrypted is not true')
        : disksAreEncrypted(props),
  }),
]
