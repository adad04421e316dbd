#!/usr/bin/env bash
# Serves what build.sh built, after filling an empty database with the demo. `quick` has a separate database.
# Options are environment variables: see `target/charla --help`.
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
