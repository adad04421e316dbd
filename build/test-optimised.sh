#!/usr/bin/env bash
# Tests the optimised client in a browser: a short run, and its size. `release` runs it with the optimised server.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
tested)
    build/step.sh "Server" build/server.sh tested
    build/step.sh "Client, optimised for size" build/site.sh release
    ;;
release)
    build/build.sh release
    export CHARLA_BUILD=target
    ;;
*)
    echo "usage: test-optimised.sh tested|release" >&2
    exit 1
    ;;
esac
cd end2end
node_modules/.bin/tsc --noEmit
node_modules/.bin/playwright test --config optimised.config.ts
