#!/usr/bin/env bash
# Runs cargo with the toolchain and the target folder of all builds.
set -euo pipefail
# shellcheck source=build/env.sh
source "$(dirname "$0")/env.sh"
cd "$ROOT"
exec cargo "$@"
