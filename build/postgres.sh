#!/usr/bin/env bash
# Runs a PostgreSQL server for tests on a port of 127.0.0.1, with a data folder of its own, until it gets TERM;
# then the folder is deleted. The user `charla` needs no password.
# usage: postgres.sh PORT [DATA-FOLDER] [-c SETTING=VALUE…]
#
# A given data folder is kept, and used again if it has data.
set -euo pipefail

port=$1
shift
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort --version-sort | tail -1)

# PostgreSQL refuses to run as root.
as_user=()
((EUID != 0)) || as_user=(setpriv --reuid=postgres --regid=postgres --clear-groups --no-new-privs)

cleanup=()
if [[ $# -gt 0 && $1 != -* ]]; then
    folder=$1
    shift
else
    folder=$("${as_user[@]}" mktemp --directory --tmpdir charla-postgres.XXXXXX)
    cleanup=(rm -rf "$folder")
fi

cd /
[[ -e $folder/PG_VERSION ]] || "${as_user[@]}" "$bin/initdb" --pgdata="$folder" --username=charla --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null

"${as_user[@]}" "$bin/postgres" -D "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c max_connections=300 -c log_min_messages=fatal "$@" >/dev/null 2>&1 &
server=$!
# SIGINT is a fast shutdown, which does not wait for clients.
trap 'kill -INT $server 2>/dev/null; wait $server; "${cleanup[@]}"; exit 0' TERM INT
status=0
wait $server || status=$?
"${cleanup[@]}"
exit $status
