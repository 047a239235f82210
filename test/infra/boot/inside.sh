#!/bin/bash
# Runs a program in a folder as its root, beside this machine's own programs: `inside.sh ROOT PROGRAM…`, by unshare --mount.
set -euo pipefail
root=$1
shift
for folder in bin sbin lib lib64; do
  if [[ -L /$folder ]]; then
    ln -sfn "$(readlink "/$folder")" "$root/$folder"
  elif [[ -d /$folder ]]; then
    mkdir -p "$root/$folder" && mount --bind "/$folder" "$root/$folder"
  fi
done
for folder in usr dev proc; do
  mkdir -p "$root/$folder" && mount --rbind "/$folder" "$root/$folder"
done
mount -o remount,bind,ro "$root/usr"
exec chroot "$root" env --ignore-environment PATH=/standins:/usr/sbin:/usr/bin:/sbin:/bin "$@"
