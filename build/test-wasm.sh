#!/usr/bin/env bash
# Runs the tests of the client in headless Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
source build/env.sh

build/bindgen.sh
CHROMEDRIVER=$(command -v chromedriver)
export CHROMEDRIVER
export WASM_BINDGEN_TEST_WEBDRIVER_JSON=$ROOT/build/webdriver.json
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="$ROOT/target/bindgen test"
cargo test --package app --features hydrate --target wasm32-unknown-unknown "$@"
