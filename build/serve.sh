#!/usr/bin/env bash
# Serves what build.sh built, with a database of its own for `quick`, after filling an empty database with
# the demo. Options of the program are variables: see `target/charla --help`.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
quick)
    program=target/quick/charla
    export CHARLA_SITE_ROOT=${CHARLA_SITE_ROOT:-target/quick/site}
    export CHARLA_DATABASE_URL=${CHARLA_DATABASE_URL:-sqlite:data/dev.db}
    ;;
release)
    program=target/charla
    ;;
*)
    echo "usage: serve.sh quick|release" >&2
    exit 1
    ;;
esac

$program demo
exec $program serve
