#!/usr/bin/env bash
# Installs what is missing to build, and with the argument `test` to test: a browser and its driver, the
# databases for several servers.
#
# A second run installs nothing and takes no time.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
# The package that brings a command or a folder, unless it is there already from elsewhere.
need() { command -v "$1" >/dev/null || [[ -e $1 ]] || packages+=("$2"); }

# npm packages in exactly the versions of the lock file, again only when that file changed.
npm_packages() {
    local lock=$1/package-lock.json stamp=$1/node_modules/.installed
    cmp --silent "$lock" "$stamp" && return
    echo "Installing the npm packages of $1"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$1" --no-audit --no-fund --ignore-scripts --loglevel=error
    cp "$lock" "$stamp"
}

need cc gcc
need /usr/include/stdio.h libc6-dev
need node nodejs
need npm npm
if [[ ${1:-} == test ]]; then
    need chromium chromium
    need chromedriver chromium-driver
    need /usr/lib/postgresql postgresql
    need /usr/sbin/pgbouncer pgbouncer
    need redis-server redis-server
    need openssl openssl
    need faketime faketime
    need /usr/share/fonts/truetype/liberation fonts-liberation
    need /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf fonts-noto-color-emoji
fi
((${#packages[@]} == 0)) || build/apt.sh "${packages[@]}"

npm_packages build
[[ ${1:-} != test ]] || npm_packages end2end
