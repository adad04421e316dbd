#!/usr/bin/env bash
# Builds with cargo and copies the built file into this clone.
# usage: artefact.sh FILE-IN-TARGET-FOLDER COPY CARGO-ARGUMENT…
#
# Clones share the target folder, whose file belongs to the clone that built last. The lock prevents another
# clone from building between this build and the copy.
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
# Copied under another name and then moved, because the old copy may be running.
cp "$built" "$copy.new"
mv "$copy.new" "$copy"
