#!/usr/bin/env bash
# Prints what the optimised client consists of, and the sizes of the files of a first visit.
set -euo pipefail
cd "$(dirname "$0")/.."

build/site.sh release
build/wasm-opt.sh -Oz -g target/client-unoptimised.wasm target/client-names.wasm
node build/size.js
