# Sourced by every script here, and by hand before calling cargo: `source build/env.sh`.
# Says where things lie and makes every build use the same toolchain and the same target folder.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# One target folder for all clones, so that a fresh clone finds the dependencies compiled.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/charla/target}

# Cargo names the files of a workspace crate by its path inside the workspace: two clones would take
# each other's for their own. The wrapper's path becomes part of those names.
export RUSTC_WORKSPACE_WRAPPER=$ROOT/build/rustc

# What speeds up the next build of the same clone is of no use where every run has a clone of its own.
[[ -z ${CI:-} ]] || export CARGO_INCREMENTAL=0

RUSTUP_TOOLCHAIN=$("$ROOT/build/toolchain.sh") || return 1
export RUSTUP_TOOLCHAIN
