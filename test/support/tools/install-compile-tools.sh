#!/usr/bin/env bash
# Installs the tools that judge what `compile_policy` writes, Cloud Custodian and OPA, once a machine and version:
# test/e2e/compile runs where they are. About 30 s for the first and two to five minutes for the second.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=test/support/tools/versions.env
source "$here/versions.env"
cache="${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/tagwarden-tools"
mkdir -p "$cache"

need() { # need COMMAND REMEDY
  command -v "$1" >/dev/null && return
  echo "$1 is not installed: $2" >&2
  exit 1
}

# A venv knows its own path, so it is built in place; the mark says that it was finished.
custodian="$cache/c7n-$C7N"
if [[ ! -f $custodian/installed ]]; then
  need python3 'install Python 3.10 or newer with its venv module'
  python3 -m venv --clear "$custodian"
  "$custodian/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "c7n==$C7N"
  touch "$custodian/installed"
fi

opa="$cache/opa-$OPA/opa"
if [[ ! -x $opa ]]; then
  need go 'install Go 1.25 or newer (go.dev/dl)'
  build="$(mktemp -d "$cache/build.XXXXXX")"
  trap 'rm -rf "$build"' EXIT
  # Built aside and moved, so that a broken or parallel build never leaves half a tool behind.
  GOBIN="$build" go install -p 1 "github.com/open-policy-agent/opa@$OPA"
  mkdir -p "${opa%/*}"
  mv -f "$build/opa" "$opa"
fi
echo "Cloud Custodian $C7N and OPA $OPA are in $cache"
