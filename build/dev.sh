#!/usr/bin/env bash
# Builds quickly, serves, and does both again whenever a source file changes. A build that fails leaves
# the last good server running.
set -euo pipefail
cd "$(dirname "$0")/.."

SOURCES=(Cargo.toml Cargo.lock src app server frontend migrations style public)
server=

stop() {
    [[ -z $server ]] || { kill "$server" && wait "$server"; } 2>/dev/null || true
    server=
}
trap stop EXIT

mkdir -p target
while true; do
    # What changes while the build runs counts for the next one.
    touch target/.dev
    if build/build.sh quick; then
        stop
        build/serve.sh quick &
        server=$!
    fi
    # A file that went shows in its folder.
    until [[ -n $(find "${SOURCES[@]}" -newer target/.dev -print -quit) ]]; do sleep 0.5; done
    sleep 0.3
done
