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
    # In parallel: the linker of one build uses a single core.
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
