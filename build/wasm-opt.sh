#!/usr/bin/env bash
# Optimises a WASM file for size. usage: wasm-opt.sh [OPTION…] IN OUT
set -euo pipefail

# Features that the compiler uses by default, and that all current browsers have.
FEATURES=(
    --enable-bulk-memory --enable-multivalue --enable-mutable-globals
    --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext
)

target=${*: -1}
set -- "${@:1:$#-1}"
exec "$(dirname "$0")"/node_modules/.bin/wasm-opt "${FEATURES[@]}" "$@" --output "$target"
