#!/usr/bin/env bash
# Builds with cargo and copies the outcome into this clone.
# usage: artefact.sh FILE-IN-TARGET-FOLDER COPY CARGO-ARGUMENT…
#
# Clones share the target folder, where the last build of any of them owns the file: the lock keeps
# another clone's build from coming between ours and the copy.
set -euo pipefail
cd "$(dirname "$0")/.."
source build/env.sh

built=$CARGO_TARGET_DIR/$1
copy=$2
shift 2
mkdir -p "$(dirname "$built")" "$(dirname "$copy")"
exec {lock}>"$built.lock"
flock "$lock"
cargo build "$@"
cmp --silent "$built" "$copy" && exit
# By way of another name: the old copy may be running.
cp "$built" "$copy.new"
mv "$copy.new" "$copy"
