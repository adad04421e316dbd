#!/usr/bin/env bash
# Tests the whole program in a real browser: checks the types of the tests, then runs Playwright, which starts the servers.
# Arguments go to Playwright: `build/test-browser.sh --headed composer.spec.ts`.
set -euo pipefail
cd "$(dirname "$0")/.."

build/build.sh tested
cd end2end
node_modules/.bin/tsc --noEmit
node_modules/.bin/playwright test "$@"
