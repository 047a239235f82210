// What an instance does once, after its files are written: install, mount, pull, start, and tell its group.

import { nameless, scrapePath } from './agent-config.ts'
import { artifactMount } from './units.ts'

export const agentConfigPath = '/opt/aws/amazon-cloudwatch-agent/etc/tagwarden.json'

/** How often, every 5 s, a started server is asked whether it is ready. The launching hook has to wait longer than all. */
const readyTries = 60

export const installScript = `
. /opt/tagwarden/shared
step=start
give_up() {
  trap - ERR
  set +e
  say "the instance is given up: $step failed"
  systemctl status tagwarden.service --no-pager --lines 20 2>&1 | logger --tag tagwarden
  # Whoever reads the log should find the reason there.
  sleep 15
  retry finish_hook "$launch_hook" ABANDON
  exit 1
}
trap give_up ERR

# Operators come by Session Manager.
step='closing SSH'
systemctl mask --now sshd.service
systemctl mask sshd.socket

# With what an image of Amazon Linux may or may not bring.
step='installing packages'
retry dnf install --assumeyes --quiet docker amazon-cloudwatch-agent amazon-efs-utils amazon-ssm-agent awscli-2 jq rsyslog
systemctl enable --now amazon-ssm-agent.service

# First of all, so that what fails from here on is in the log. The agent reads files, and a journal is none.
step='starting the CloudWatch agent'
systemctl enable --now rsyslog.service
if [[ -e ${scrapePath} ]]; then sed --in-place "s/${nameless}/$(metadata instance-id)/" ${scrapePath}; fi
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${agentConfigPath}

step='watching for the end'
systemctl daemon-reload
systemctl enable --now tagwarden-end.service

step='mounting the files'
install -d ${artifactMount}
echo "$file_system:/ ${artifactMount} efs _netdev,noresvport,tls,iam,accesspoint=$access_point 0 0" >>/etc/fstab
systemctl daemon-reload
retry mount ${artifactMount}

pull_image() {
  local registry=\${image%%/*}
  if [[ $registry =~ \\.dkr\\.ecr\\.([a-z0-9-]+)\\. ]]; then
    aws ecr get-login-password --region "\${BASH_REMATCH[1]}" |
      docker login --username AWS --password-stdin "$registry" || return
  fi
  docker pull --quiet "$image"
}
step='pulling the image'
systemctl enable --now docker.service
# The login is for this once.
DOCKER_CONFIG=$(mktemp --directory)
export DOCKER_CONFIG
retry pull_image
rm -rf "$DOCKER_CONFIG"
unset DOCKER_CONFIG

# Its own unit tries again and again, so it is not waited for but asked.
step='starting the server'
systemctl enable tagwarden.service
systemctl start --no-block tagwarden.service
is_ready() { curl --silent --fail --max-time 4 --output /dev/null "http://127.0.0.1:$port/health/ready"; }
step='becoming ready'
for _ in {1..${readyTries}}; do is_ready && break; sleep 5; done
is_ready
say 'the server is ready'
step='telling the group'
retry finish_hook "$launch_hook" CONTINUE
`
