#!/usr/bin/env bash
# An S3 server for the tests: moto, in a virtual environment of its own, on loopback and a port that the system chose.
# To be sourced. `s3_start` makes the bucket `backpack` and exports BACKPACK_S3, the server's address; `s3_stop` stops it.
# What it stores lies in its memory and ends with it. It serves one request at a time: moto looks at a condition and writes in
# two steps, so that two requests at once would both be let through, which S3 promises not to do. Run by itself, it starts the server, runs a command, and stops it:
#
#   tests/servers/s3.sh COMMAND…
# shellcheck shell=bash

S3_MOTO='moto[server]==5.2.5'
s3_cache=${BACKPACK_SERVERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/backpack-servers}/moto

S3_SERVER='
import io, threading
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple
application, turn = DomainDispatcherApplication(create_backend_app), threading.Lock()
def one_at_a_time(environ, start):
    # The body is read before the turn is taken: a slow client holds up nobody.
    length = int(environ.get("CONTENT_LENGTH") or 0)
    environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
    with turn:
        return list(application(environ, start))
run_simple("127.0.0.1", 0, one_at_a_time, threaded=True)
'

# Installs moto if it is missing, and what Python needs for it if that is missing and we may; says on stdout why not.
s3_install() {
    [ "$(cat "$s3_cache/installed" 2> /dev/null)" = "$S3_MOTO" ] && return
    if ! python3 -c 'import ensurepip, venv' 2> /dev/null; then
        [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || { echo "Python 3 with venv is not here"; return; }
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3-venv; } \
            >&2 || { echo "apt could not install python3-venv"; return; }
    fi
    mkdir -p "$s3_cache"
    { python3 -m venv --clear "$s3_cache" && timeout -k 10 600 "$s3_cache/bin/pip" install --quiet "$S3_MOTO"; } >&2 \
        || { echo "pip could not install $S3_MOTO"; return; }
    echo "$S3_MOTO" > "$s3_cache/installed"
}

# Starts the server and waits until it has a bucket; shows its log and fails if it does not come up.
s3_start() {
    local address=''
    s3_folder=$(mktemp -d "${TMPDIR:-/tmp}/backpack-s3.XXXXXX")
    "$s3_cache/bin/python" -c "$S3_SERVER" > "$s3_folder/log" 2>&1 &
    s3_server=$!
    for _ in $(seq 300); do
        address=$(sed -n 's/.*Running on \(http:[^ ]*\).*/\1/p' "$s3_folder/log" | head -n 1)
        [ -z "$address" ] || break
        kill -0 "$s3_server" 2> /dev/null || break
        sleep 0.1
    done
    if [ -z "$address" ] || ! s3_make_bucket "$address"; then
        echo "s3: the server did not start:" >&2
        cat "$s3_folder/log" >&2
        s3_stop
        return 1
    fi
    export BACKPACK_S3=$address
}

s3_make_bucket() {
    "$s3_cache/bin/python" -c '
import sys, urllib.request
urllib.request.urlopen(urllib.request.Request(sys.argv[1] + "/backpack", method="PUT"), timeout=30)
' "$1"
}

# Stops the server and removes its log.
s3_stop() {
    [ -n "${s3_folder:-}" ] || return 0
    kill "$s3_server" 2> /dev/null || true
    wait "$s3_server" 2> /dev/null || true
    rm -rf "$s3_folder"
    unset s3_folder s3_server BACKPACK_S3
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    trap s3_stop EXIT
    trap 'exit 130' INT TERM
    s3_trouble=$(s3_install)
    [ -z "$s3_trouble" ] || { echo "s3: $s3_trouble" >&2 && exit 1; }
    s3_start
    echo "s3: moto answers at $BACKPACK_S3" >&2
    "$@"
fi
