// Before each start: the plain settings from Parameter Store, the secrets from Secrets Manager, into memory.

import { serverUser } from '../../../server-environment.ts'
import { scriptHead } from './shared-script.ts'
import { runtimeFolder } from './units.ts'

export const settingsScript = `${scriptHead}
umask 077
cd ${runtimeFolder}

secret() { aws secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }

line() { # line NAME VALUE: as Node reads it; between two equal quotes everything stands for itself
  local quote
  [[ -n $2 && $2 != *[[:cntrl:]]* ]] || { say "the secret of $1 is empty or has a control character"; return 1; }
  for quote in "'" '\`'; do
    [[ $2 == *"$quote"* ]] || { printf '%s=%s%s%s\\n' "$1" "$quote" "$2" "$quote"; return; }
  done
  say "the secret of $1 has both kinds of quotes"
  return 1
}

# Docker takes everything after the first = as it is.
aws ssm get-parameters-by-path --path "\${parameter_path%/}" --output json | jq --raw-output --arg path "$parameter_path" '
  .Parameters | if length == 0 then error("no settings below \\($path)") else .[] end
  | (.Name | ltrimstr($path)) as $name
  | if $name | test("^[A-Z][A-Z0-9_]*$") | not then error("\\(.Name) is no setting")
    elif .Value | test("[[:cntrl:]]") then error("\\(.Name) has a control character")
    else "\\($name)=\\(.Value)" end' >settings

database_url=$(secret "$database_url_arn")
redis_url=$(secret "$redis_url_arn")
api_key_hashes=$(secret "$api_key_hashes_arn")
# Only where other accounts are audited.
[[ -z $aws_roles_arn ]] || aws_roles=$(secret "$aws_roles_arn")
{
  line DATABASE_URL "$database_url"
  line REDIS_URL "$redis_url"
  line API_KEY_HASHES "$api_key_hashes"
  [[ -z $aws_roles_arn ]] || line AWS_ROLES "$aws_roles"
} >server

# PostgreSQL's own names: RDS keeps the two parts, never an address.
owner=$(secret "$owner_arn")
login=$(printf '%s' "$owner" | jq --raw-output '.username // empty')
password=$(printf '%s' "$owner" | jq --raw-output '.password // empty')
{
  line PGUSER "$login"
  line PGPASSWORD "$password"
  line APPLICATION_DATABASE_URL "$database_url"
} >migration

chown ${serverUser}:${serverUser} server migration
chmod 0400 settings server migration
`
