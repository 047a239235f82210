// The user data of an instance of Amazon Linux 2023: from a bare system to a server that is ready. No secret is in it.

import { agentConfig, scrapeConfig, scrapePath } from './agent-config.ts'
import { migrateScript, serveScript } from './container-scripts.ts'
import { endScript } from './end-script.ts'
import { agentConfigPath, installScript } from './install-script.ts'
import { writeFile } from './quote.ts'
import { settingsScript } from './settings-script.ts'
import { sharedScript } from './shared-script.ts'
import { endUnit, scriptFolder, serverUnit } from './units.ts'
import { type BootValues, valuesFile } from './values.ts'

/** EC2 takes no more, before it is encoded. */
const maxBytes = 16_384

export function bootScript(values: BootValues): string {
  const unit = (name: string) => `/etc/systemd/system/${name}.service`
  const script = (name: string) => `${scriptFolder}/${name}`
  const text = [
    '#!/bin/bash',
    'set -Eeuo pipefail',
    writeFile('/etc/tagwarden/values', '0644', valuesFile(values)),
    writeFile(agentConfigPath, '0644', agentConfig(values)),
    ...(values.prometheusId === undefined ? [] : [writeFile(scrapePath, '0644', scrapeConfig)]),
    writeFile(unit('tagwarden'), '0644', serverUnit),
    writeFile(unit('tagwarden-end'), '0644', endUnit),
    writeFile(script('shared'), '0644', sharedScript),
    writeFile(script('read-settings'), '0755', settingsScript),
    writeFile(script('migrate'), '0755', migrateScript),
    writeFile(script('serve'), '0755', serveScript),
    writeFile(script('await-end'), '0755', endScript),
    installScript,
  ].join('\n')
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) throw new Error(`boot script: ${bytes} bytes, and EC2 takes ${maxBytes}`)
  return text
}
