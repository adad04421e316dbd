#!/usr/bin/env bash
# Builds quickly, serves, and repeats both whenever a source file changes. If a build fails, the last server
# keeps running.
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
    # Changes during the build trigger the next one.
    touch target/.dev
    if build/build.sh quick; then
        stop
        build/serve.sh quick &
        server=$!
    fi
    # A deleted file changes the time of its folder.
    until [[ -n $(find "${SOURCES[@]}" -newer target/.dev -print -quit) ]]; do sleep 0.5; done
    sleep 0.3
done
