#!/usr/bin/env bash
# Builds wasm-bindgen (see bindgen/) into target/bindgen.
set -euo pipefail
# Hides warnings about crates of the test runner that future compilers will refuse.
export CARGO_FUTURE_INCOMPAT_REPORT_FREQUENCY=never
"$(dirname "$0")"/artefact.sh debug/bindgen target/bindgen --package bindgen
