#!/usr/bin/env bash
# Builds our wasm-bindgen (see bindgen/) into target/bindgen.
set -euo pipefail
# Of no use here: a word on what a future compiler will say to crates of the test runner.
export CARGO_FUTURE_INCOMPAT_REPORT_FREQUENCY=never
"$(dirname "$0")"/artefact.sh debug/bindgen target/bindgen --package bindgen
