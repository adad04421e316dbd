#!/usr/bin/env bash
# Installs what is missing for building, and with the argument `test` what is missing for the tests: a browser
# and its driver, PostgreSQL, PgBouncer and Redis.
#
# If nothing is missing, it takes no time.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
# Adds the package of a command or a file, unless the command or file exists.
need() { command -v "$1" >/dev/null || [[ -e $1 ]] || packages+=("$2"); }

# Installs npm packages in exactly the versions of the lock file, again only if that file has changed.
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
