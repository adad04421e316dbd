#!/usr/bin/env bash
# Builds the server: `release` into target/charla, `quick` (unoptimised, for development and tests) into
# target/quick/charla.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
quick) build/artefact.sh debug/charla target/quick/charla --package server ;;
release) build/artefact.sh release/charla target/charla --package server --release ;;
*)
    echo "usage: server.sh quick|release" >&2
    exit 1
    ;;
esac
