// Starts a server on import, so tests import rules.ts instead.

import { PolicyPack } from '@pulumi/policy'
import { rules } from './rules.ts'

new PolicyPack('tagwarden', { policies: [...rules] })
