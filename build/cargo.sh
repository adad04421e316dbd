#!/usr/bin/env bash
# Cargo with the toolchain and the target folder of every build here.
set -euo pipefail
# shellcheck source=build/env.sh
source "$(dirname "$0")/env.sh"
cd "$ROOT"
exec cargo "$@"
