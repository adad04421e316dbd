#!/usr/bin/env bash
# Clippy with warnings denied: first the server with its tests, then the client with its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
source build/env.sh

# Clippy replaces the compiler wrapper, which keeps the builds of two clones apart (see env.sh). Instead, an
# argument that no other clone has does this.
deny=(-- --deny warnings --check-cfg "cfg(clone, values(\"$ROOT\"))")

cargo clippy --locked --all-targets "${deny[@]}"
cargo clippy --locked --package app --package frontend --features app/hydrate --all-targets \
    --target wasm32-unknown-unknown "${deny[@]}"
