#!/usr/bin/env bash
# Builds the whole program: `quick` (unoptimised, for development), `tested` (for the tests), `release`.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
quick | tested)
    build/step.sh "Server" build/server.sh "$1"
    build/step.sh "Client and style" build/site.sh "$1"
    ;;
release)
    # Side by side: while the linker ends one of them, alone on a core, the other goes on.
    export CARGO_TERM_PROGRESS_WHEN=never
    build/step.sh "Server, optimised for speed" build/server.sh release &
    server=$!
    status=0
    build/step.sh "Client and style, optimised for size" build/site.sh release || status=$?
    wait $server
    exit $status
    ;;
*)
    echo "usage: build.sh quick|tested|release" >&2
    exit 1
    ;;
esac
