# Sourced by all build scripts, and by hand before calling cargo: `source build/env.sh`. Sets the paths, the
# toolchain and the target folder, the same for every build.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# All clones share one target folder, so that a new clone finds the dependencies compiled.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/charla/target}

# Cargo names the files of a workspace crate by its path within the workspace: two clones would overwrite each
# other's. The path of this wrapper becomes part of the names.
export RUSTC_WORKSPACE_WRAPPER=$ROOT/build/rustc

# Incremental data is useless in CI, where every run has a new clone.
[[ -z ${CI:-} ]] || export CARGO_INCREMENTAL=0

RUSTUP_TOOLCHAIN=$("$ROOT/build/toolchain.sh") || return 1
export RUSTUP_TOOLCHAIN
