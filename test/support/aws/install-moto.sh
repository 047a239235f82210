#!/usr/bin/env bash
# Installs moto, the AWS that the tests of the collector talk to over HTTP, once a machine and version: about 30 s and
# 320 MB. The version stands in versions.env, so that the tests look where this script installs.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=test/support/aws/versions.env
source "$here/versions.env"
moto="${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/tagwarden-tools/moto-$MOTO"

# A venv knows its own path, so it is built in place; the mark says that it was finished.
if [[ ! -f $moto/installed ]]; then
  command -v python3 >/dev/null || { echo 'python3 is not installed: install Python 3.10 or newer' >&2; exit 1; }
  mkdir -p "$moto"
  python3 -m venv --clear "$moto"
  "$moto/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$MOTO"
  touch "$moto/installed"
fi
echo "moto $MOTO is in $moto"
