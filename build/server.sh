#!/usr/bin/env bash
# Builds the server: `release` into target/charla, `quick` (unoptimised, for development) into
# target/quick/charla, `tested` likewise.
#
# `tested` builds the tests together with the program: the tests enable more features of the dependencies,
# which would otherwise be compiled a second time without them.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
quick) build/artefact.sh debug/charla target/quick/charla --package server ;;
tested) build/artefact.sh debug/charla target/quick/charla --bins --tests ;;
release) build/artefact.sh release/charla target/charla --package server --release ;;
*)
    echo "usage: server.sh quick|tested|release" >&2
    exit 1
    ;;
esac
