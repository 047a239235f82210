import { resourceRule, stackRule } from '../define.ts'
import { type Finding, mustBe, mustBeGiven } from '../findings.ts'
import { type Member, pointsAt, type Stack } from '../stack.ts'
import { at, isGiven, isNotKnown, listOf } from '../values.ts'

const systems = ['aws:efs/fileSystem:FileSystem']

function isBackedUp(system: Member, stack: Stack): Finding {
  const [policy] = stack.pointingAt(system, ['aws:efs/backupPolicy:BackupPolicy'], 'fileSystemId')
  const status = policy && at(policy.props, 'backupPolicy', 'status')
  const selections = stack.of(['aws:backup/selection:Selection'])
  if (status === 'ENABLED' || selections.some((selection) => selects(selection, system))) return null
  const open = [status, ...selections.flatMap(({ props }) => listOf(props.selectionTags))].find(isNotKnown)
  return open ?? 'neither an efs.BackupPolicy that is ENABLED nor a backup.Selection takes it in'
}

/** By name, by a tag, or because it takes in everything. */
function selects(selection: Member, system: Member): boolean {
  const { resources, selectionTags, conditions } = selection.props
  if (pointsAt(selection, 'resources', system)) return true
  const byTag = listOf(selectionTags)
  if (byTag.length === 0 && !isGiven(conditions)) return listOf(resources).includes('*')
  const holds = (key: unknown, value: unknown) => value !== undefined && at(system.props.tags, String(key)) === value
  return byTag.some((tag) => holds(at(tag, 'key'), at(tag, 'value')))
}

export const fileRules = [
  resourceRule({
    name: 'file-system-is-encrypted',
    says: 'A file system encrypts what it stores.',
    level: 'mandatory',
    checkov: ['CKV_AWS_42'],
    on: systems,
    check: ({ encrypted }) => mustBe(encrypted, true, 'encrypted is not true'),
  }),
  resourceRule({
    name: 'file-system-has-own-key',
    says: 'A file system is encrypted with a key of yours.',
    level: 'advisory',
    checkov: ['CKV_AWS_184'],
    on: systems,
    check: ({ kmsKeyId }) => mustBeGiven(kmsKeyId, 'kmsKeyId is missing'),
  }),
  resourceRule({
    name: 'file-system-is-mounted-over-tls',
    says: 'A task mounts a file system over TLS.',
    level: 'mandatory',
    checkov: ['CKV_AWS_97'],
    on: ['aws:ecs/taskDefinition:TaskDefinition'],
    check: ({ volumes }) =>
      listOf(volumes)
        .filter((volume) => isGiven(at(volume, 'efsVolumeConfiguration')))
        .map((volume) =>
          mustBe(
            at(volume, 'efsVolumeConfiguration', 'transitEncryption'),
            'ENABLED',
            `transitEncryption of the volume ${at(volume, 'name')} is not ENABLED`,
          ),
        ),
  }),
  stackRule({
    name: 'file-system-has-backups',
    says: 'A file system is backed up.',
    level: 'mandatory',
    checkov: ['CKV2_AWS_18'],
    on: systems,
    check: isBackedUp,
  }),
]
