#!/usr/bin/env bash
# Runs one step of a longer job, and prints its title, how long it took, and whether it failed.
# usage: step.sh TITLE COMMAND [ARGUMENT…]
set -uo pipefail

title=$1
shift
echo "── $title"
"$@" </dev/null
status=$?
if ((status == 0)); then
    echo "   $title: ${SECONDS} s"
else
    echo "   $title FAILED after ${SECONDS} s (exit status $status): $*" >&2
fi
exit "$status"
