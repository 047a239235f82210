// What every script of an instance reads first.

import { scriptFolder } from './units.ts'

export const scriptHead = `#!/bin/bash
set -euo pipefail
. ${scriptFolder}/shared
`

export const sharedScript = `# shellcheck shell=bash
. /etc/tagwarden/values
export AWS_DEFAULT_REGION

say() { logger --tag tagwarden -- "$*"; }

retry() { # retry COMMAND…: up to five times, with longer and longer pauses
  local try
  for try in 1 2 3 4 5; do
    "$@" && return 0 # in words: alone, it would pass on the failure that a trap is about
    say "try $try of 5 failed: $*"
    sleep $((try * 4))
  done
  return 1
}

metadata() { # metadata PATH: about this instance; the token goes by standard input, not by argument
  local token
  token=$(curl --silent --fail --max-time 5 --request PUT \\
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token) &&
    printf 'X-aws-ec2-metadata-token: %s\\n' "$token" |
    curl --silent --fail --max-time 5 --header @- "http://169.254.169.254/latest/meta-data/$1"
}

finish_hook() { # finish_hook HOOK RESULT
  local instance
  instance=$(metadata instance-id) &&
    aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$group" --lifecycle-hook-name "$1" \\
      --lifecycle-action-result "$2" --instance-id "$instance"
}
`
