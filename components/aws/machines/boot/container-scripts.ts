// The containers of an instance, as Docker runs them: the migration, the server.

import { artifactFolder, dataFolder, serverUser } from '../../../server-environment.ts'
import { tracesEndpoint } from './agent-config.ts'
import { scriptHead } from './shared-script.ts'
import { artifactMount, containerName, runtimeFolder } from './units.ts'

/**
 * What every container gives up, and where its output goes. Secrets are neither arguments nor environment of the
 * container, where `docker inspect` shows them: Node reads them from a file, which is why its option follows the image.
 */
const runLines = `secrets=/run/secrets/tagwarden.env

run() { # run ROLE MEMORY_KB [OPTION]… -- [ARGUMENT]…
  local role=$1 memory=$2 options=()
  shift 2
  while [[ $1 != -- ]]; do options+=("$1"); shift; done
  shift
  docker rm --force --volumes "$name" >/dev/null 2>&1 || true
  local stream
  stream=$role/$(metadata instance-id)
  docker run --name "$name" --rm --init --network host --user ${serverUser}:${serverUser} --read-only --tmpfs /tmp:size=64m \\
    --cap-drop ALL --security-opt no-new-privileges --memory "\${memory}k" --memory-swap "\${memory}k" --pids-limit 512 \\
    --log-driver awslogs --log-opt "awslogs-region=$AWS_DEFAULT_REGION" --log-opt "awslogs-group=$server_log_group" \\
    --log-opt "awslogs-stream=$stream" --log-opt mode=non-blocking --log-opt max-buffer-size=25m \\
    --env DATABASE_CA_FILE=rds --mount "type=bind,source=${runtimeFolder}/$role,target=$secrets,readonly" \\
    "\${options[@]}" "$image" "--env-file=$secrets" "$@"
}
`

export const migrateScript = `${scriptHead}
name=${containerName}-migration
${runLines}
run migration 524288 --env "DATABASE_URL=$owner_address" -- server/cli.ts store migrate --grant-to "$server_login" || {
  say 'the migration failed, so the server is not started; see the stream migration/ of its log group'
  exit 1
}
`

export const serveScript = `${scriptHead}
name=${containerName}
${runLines}
read -r _ total _ </proc/meminfo
run server $((total * 3 / 4)) --stop-timeout 60 --env-file ${runtimeFolder}/settings \\
  --env ARTIFACT_DIR=${artifactFolder} --env OTEL_EXPORTER_OTLP_ENDPOINT=${tracesEndpoint} \\
  --mount type=volume,source=tagwarden-data,target=${dataFolder} \\
  --mount type=bind,source=${artifactMount},target=${artifactFolder} -- server/main.ts
`
