#!/usr/bin/env bash
# Installs the given Debian packages that are missing, without questions.
set -euo pipefail

missing=()
for package in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
        missing+=("$package")
done
((${#missing[@]})) || exit 0

command -v apt-get >/dev/null || {
    echo "Please install what these Debian packages bring: ${missing[*]}" >&2
    exit 1
}
as_root=()
((EUID == 0)) || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
echo "Installing ${missing[*]}"
# The package lists may be old or absent: they are updated only if the packages are not found.
install() { "${as_root[@]}" apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" </dev/null; }
install >/dev/null 2>&1 || { "${as_root[@]}" apt-get update --quiet=2 && install >/dev/null; }
