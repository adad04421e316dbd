#!/usr/bin/env bash
# Builds our wasm-bindgen (see bindgen/) into target/bindgen.
set -euo pipefail
"$(dirname "$0")"/artefact.sh debug/bindgen target/bindgen --package bindgen
