#!/bin/bash
# One of the programs of an instance, by its name: writes its call down, fails as often as planned, answers as AWS would.
name=${0##*/}
call="$name $*"
printf '%s\x1f' "$name" "$@" >>/log/calls
echo >>/log/calls

# A file of the plan is the beginning of a call; what it holds is how often that fails.
for plan in /plan/failures/*; do
  prefix=${plan##*/}
  [[ $call == "$prefix"* ]] || continue
  left=$(<"$plan")
  [[ $left -eq 0 ]] && continue
  echo $((left - 1)) >"$plan"
  exit 1
done

# The first line of a list is answered once, the last one for ever.
next() {
  local lines
  mapfile -t lines <"/plan/$1"
  echo "${lines[0]}"
  [[ ${#lines[@]} -eq 1 ]] || printf '%s\n' "${lines[@]:1}" >"/plan/$1"
}

# What systemd does at a start: the folder, then one line after the other as long as each succeeds.
start_unit() {
  install -d -m 0700 /run/tagwarden
  while IFS='=' read -r key line; do
    case $key in ExecStartPre | ExecStart) $line </dev/null || return ;; esac
  done <"/etc/systemd/system/$1"
}

case $call in
'aws ssm get-parameters-by-path '*) cat /plan/settings.json ;;
'aws secretsmanager get-secret-value --secret-id '*) cat "/plan/secrets/$4" ;;
'aws ecr get-login-password '*) echo ecr-password ;;
'aws autoscaling describe-auto-scaling-instances '*) next group-states ;;
'curl '*'/latest/api/token') echo imds-token ;;
'curl '*'/latest/meta-data/'*)
  read -r header
  [[ $header == 'X-aws-ec2-metadata-token: imds-token' ]] || exit 22
  case $call in
  */instance-id) echo i-0123456789abcdef0 ;;
  */target-lifecycle-state) next target-states ;;
  *) exit 22 ;;
  esac
  ;;
'curl '*'/health/ready') [[ -f /log/serving ]] || exit 7 ;;
'docker login '*) [[ $(cat) == ecr-password && -d $DOCKER_CONFIG ]] ;;
'docker run --name tagwarden '*) echo >/log/serving ;;
'systemctl start '*) start_unit "${*: -1}" || true ;;
'logger '*' -- '*) echo "${call#* -- }" >>/log/journal ;;
'logger '*) cat >>/log/journal ;;
'mount '*) grep --quiet " $1 efs " /etc/fstab ;;
esac
