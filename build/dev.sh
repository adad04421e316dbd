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

while true; do
    if build/build.sh quick; then
        stop
        build/serve.sh quick &
        server=$!
    fi
    inotifywait --quiet --quiet --recursive --event modify,create,delete,move "${SOURCES[@]}"
    # Editors and git write many files at once.
    sleep 0.3
done
