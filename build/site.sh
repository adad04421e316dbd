#!/usr/bin/env bash
# Builds the client's files: scripts, WASM, styles and the files of public/.
# `release` goes into target/site, `quick` and `tested` (unoptimised; see server.sh) into target/quick/site.
#
# Names in pkg/ contain a hash of the content, so that browsers can cache these files forever. The server
# (server/src/site/build.rs) reads the hashes from hash.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

# `bindgen trim` finds functions by their names, so the compiler must not merge functions with the same body; `wasm-opt`
# does it afterwards.
NAMED_FUNCTIONS='build.rustflags=["-Cllvm-args=-opt-disable=mergefunc","-Csymbol-mangling-version=v0"]'

out=target/quick folder=debug cargo=(--package frontend) minify=()
case ${1:-} in
quick) ;;
tested) cargo=(--lib --tests --package app --package frontend --features app/hydrate) ;;
release) out=target folder=wasm-release cargo+=(--profile wasm-release --config "$NAMED_FUNCTIONS") minify=(--minify) ;;
*)
    echo "usage: site.sh quick|tested|release" >&2
    exit 1
    ;;
esac

build/bindgen.sh
build/artefact.sh wasm32-unknown-unknown/$folder/frontend.wasm $out/frontend.wasm \
    --target wasm32-unknown-unknown "${cargo[@]}"

# Nothing to do if no input has changed since the last time.
inputs=$(find build/site.sh build/wasm-opt.sh build/*.js build/package-lock.json target/bindgen $out/frontend.wasm \
    style public -type f -exec sha256sum {} + | sort | sha256sum)
[[ $inputs != $(cat $out/site.inputs 2>/dev/null) || ! -d $out/site ]] || exit 0

work=$(mktemp --directory "$out/site.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/glue" "$work/site/pkg"

linked=$out/frontend.wasm
if [[ $1 == release ]]; then
    target/bindgen trim "$linked" "$work/trimmed.wasm"
    linked=$work/trimmed.wasm
fi
target/bindgen build "$linked" --target web --no-typescript --omit-default-module-path \
    --out-name charla --out-dir "$work/glue"
mv "$work/glue/charla_bg.wasm" "$work/charla.wasm"
if [[ $1 == release ]]; then
    # Kept for `make size`.
    cp "$work/charla.wasm" $out/client-unoptimised.wasm
    build/wasm-opt.sh -Oz --converge --one-caller-inline-max-function-size 30 "$work/charla.wasm" "$work/small.wasm"
    node build/order.js "$work/small.wasm" "$work/named.wasm"
    build/wasm-opt.sh --reorder-functions-by-name "$work/named.wasm" "$work/charla.wasm"
fi
esbuild=(build/node_modules/.bin/esbuild --bundle "${minify[@]}" --log-level=warning)
"${esbuild[@]}" "$work/glue/charla.js" --format=esm --outfile="$work/charla.js"
"${esbuild[@]}" style/main.css '--external:/fonts/*' --outfile="$work/charla.css"

for kind in js wasm css; do
    hash=$(sha256sum "$work/charla.$kind" | cut -c1-16)
    echo "$kind: $hash" >>"$work/hash.txt"
    cp "$work/charla.$kind" "$work/site/pkg/charla.$hash.$kind"
done
cp -R public/. "$work/site/"
[[ $1 != release ]] || node build/compress.js "$work/site"

mv "$work/hash.txt" "$work/site/"
chmod 755 "$work/site"
rm -rf $out/site
mv "$work/site" $out/site
echo "$inputs" >$out/site.inputs
