#!/usr/bin/env bash
# Finds or installs a Rust toolchain that builds for the server and for WASM, and prints its name.
#
# This is rustup's toolchain with the target wasm32-unknown-unknown. If rustup's server cannot be reached, it is
# Debian's current one (the packages *-web), with a standard library for WASM that is built from Debian's
# sources.
set -euo pipefail

TARGET=wasm32-unknown-unknown
DEBIAN=charla-debian
RUSTUP_SECONDS=${RUSTUP_SECONDS:-120}
cd "$(dirname "$0")/.."
needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

say() { echo "$*" >&2; }

new_enough() {
    local version
    version=$(RUSTUP_TOOLCHAIN=$1 rustc --version 2>/dev/null | cut -d' ' -f2) || return 1
    printf '%s\n%s\n' "$needed" "${version%%-*}" | sort --version-sort --check=quiet
}

# Whether a toolchain is new enough and has a standard library for WASM.
fit() {
    local sysroot
    new_enough "$1" || return 1
    sysroot=$(RUSTUP_TOOLCHAIN=$1 rustc --print sysroot) || return 1
    compgen -G "$sysroot/lib/rustlib/$TARGET/lib/libstd-*.rlib" >/dev/null || return 1
    # Debian's standard library is built here, and must match the installed compiler.
    [[ $1 != "$DEBIAN" ]] ||
        RUSTUP_TOOLCHAIN=$1 rustc --version | cmp --silent - "$sysroot/lib/rustlib/$TARGET/version"
}

with_rustup() {
    new_enough "$1" || {
        say "Rust: updating $1 ($needed or newer is needed)"
        timeout "$RUSTUP_SECONDS" rustup update --no-self-update "$1" >&2 || return 1
    }
    say "Rust: adding the target $TARGET to $1"
    timeout "$RUSTUP_SECONDS" rustup target add --toolchain "$1" $TARGET >&2 || return 1
    fit "$1"
}

with_debian() {
    say "Rust: rustup's server was of no use; taking Debian's toolchain"
    build/apt.sh rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy rustfmt-web >&2
    build/apt.sh "$(basename "$(readlink /usr/bin/rust-lld)")" >&2
    rustup toolchain link $DEBIAN /usr
    standard_library
}

# Compiles Debian's standard library for WASM into the place where rustc looks for it.
standard_library() {
    local home lib=/usr/lib/rustlib/$TARGET
    say "Rust: building the standard library for WASM (once, one to two minutes)"
    home=$(mktemp -d)
    mkdir "$home/src"
    touch "$home/src/lib.rs"
    printf '[package]\nname = "empty"\nedition = "2024"\n[lib]\ncrate-type = ["cdylib"]\n' >"$home/Cargo.toml"
    (
        cd "$home"
        env -u RUSTC_WORKSPACE_WRAPPER RUSTC_BOOTSTRAP=1 RUSTUP_TOOLCHAIN=$DEBIAN CARGO_TARGET_DIR="$home/target" \
            cargo build --release --target $TARGET -Zbuild-std=std,panic_abort >&2
    )
    mkdir -p $lib/lib
    cp "$home"/target/$TARGET/release/deps/*.rlib $lib/lib/
    RUSTUP_TOOLCHAIN=$DEBIAN rustc --version >$lib/version
    rm -rf "$home"
}

command -v rustup >/dev/null || {
    say "Rust is missing: install it from https://rustup.rs and run this again."
    exit 1
}
chosen=${RUSTUP_TOOLCHAIN:-$(rustup show active-toolchain 2>/dev/null | cut -d' ' -f1)}
chosen=${chosen:-stable}
if fit "$chosen"; then
    echo "$chosen"
elif fit $DEBIAN; then
    echo $DEBIAN
elif with_rustup "$chosen"; then
    echo "$chosen"
elif with_debian && fit $DEBIAN; then
    echo $DEBIAN
else
    say "No toolchain for WASM. Needed: Rust $needed or newer with 'rustup target add $TARGET'."
    exit 1
fi
