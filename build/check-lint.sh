#!/usr/bin/env bash
# Clippy with warnings denied: the server's half with its tests, then the browser's half with its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
source build/env.sh

# Clippy takes the wrapper's place, and with it goes what keeps two clones apart (see env.sh): an argument
# that no other clone has does it here.
deny=(-- --deny warnings --check-cfg "cfg(clone, values(\"$ROOT\"))")

cargo clippy --locked --all-targets "${deny[@]}"
cargo clippy --locked --package app --package frontend --features app/hydrate --all-targets \
    --target wasm32-unknown-unknown "${deny[@]}"
