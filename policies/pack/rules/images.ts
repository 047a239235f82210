import { resourceRule } from '../define.ts'
import { mustBe, mustHold } from '../findings.ts'
import { at, listOf } from '../values.ts'

const on = ['aws:ecr/repository:Repository']

export const imageRules = [
  resourceRule({
    name: 'image-tags-stay',
    says: 'A tag of an image is never moved to another image.',
    level: 'mandatory',
    checkov: ['CKV_AWS_51'],
    on,
    check: ({ imageTagMutability }) =>
      mustHold(
        imageTagMutability,
        (value) => String(value).startsWith('IMMUTABLE'),
        'imageTagMutability is not IMMUTABLE',
      ),
  }),
  resourceRule({
    name: 'images-are-scanned',
    says: 'An image is scanned when it is pushed.',
    level: 'mandatory',
    checkov: ['CKV_AWS_163'],
    on,
    check: ({ imageScanningConfiguration }) =>
      mustBe(at(imageScanningConfiguration, 'scanOnPush'), true, 'imageScanningConfiguration.scanOnPush is not true'),
  }),
  resourceRule({
    name: 'images-have-own-key',
    says: 'Images are encrypted with a key of KMS.',
    level: 'advisory',
    checkov: ['CKV_AWS_136'],
    on,
    check: ({ encryptionConfigurations }) =>
      mustHold(
        at(listOf(encryptionConfigurations)[0], 'encryptionType'),
        (type) => String(type).startsWith('KMS'),
        'encryptionConfigurations do not say KMS',
      ),
  }),
]
