# shellcheck shell=bash
# An S3 server for the tests: moto, in a virtual environment of its own, on loopback and a port that the system chose.
#
# To be sourced. `s3_start` installs it once, starts it, makes the bucket `backpack` and exports BACKPACK_S3, its address; it
# returns 1 and says why if that cannot be done. `s3_stop` stops it. What it stores lies in its memory and ends with it.
# Run by itself, it starts the server, runs a command, and stops it:
#
#   tests/servers/s3.sh COMMAND…

S3_MOTO='moto[server]==5.2.5'
s3_cache=${BACKPACK_SERVERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/backpack-servers}
s3_server='' s3_log=''

s3_say() { echo "s3: $*" >&2; }

# Installs moto where it is not installed yet. A machine may have Python without venv.
s3_install() {
    [ "$(cat "$s3_cache/moto/installed" 2> /dev/null)" = "$S3_MOTO" ] && return
    if ! python3 -c 'import ensurepip, venv' 2> /dev/null; then
        s3_say 'python3 with venv is not here; installing it'
        { [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null \
            && DEBIAN_FRONTEND=noninteractive timeout -k 10 600 apt-get install --yes --quiet python3-venv > /dev/null; } \
            || { s3_say 'python3-venv could not be installed'; return 1; }
    fi
    s3_say "installing $S3_MOTO"
    mkdir -p "$s3_cache"
    { python3 -m venv --clear "$s3_cache/moto" && timeout -k 10 600 "$s3_cache/moto/bin/pip" install --quiet "$S3_MOTO"; } >&2 \
        || { s3_say "$S3_MOTO could not be installed"; return 1; }
    echo "$S3_MOTO" > "$s3_cache/moto/installed"
}

s3_start() {
    [ -z "$s3_server" ] || return 0
    s3_install || return 1
    s3_log=$(mktemp)
    "$s3_cache/moto/bin/moto_server" --host 127.0.0.1 --port 0 > "$s3_log" 2>&1 &
    s3_server=$!
    local address=''
    for _ in $(seq 300); do
        address=$(sed -n 's/.*Running on \(http:[^ ]*\).*/\1/p' "$s3_log" | head -n 1)
        [ -n "$address" ] && break
        kill -0 "$s3_server" 2> /dev/null || break
        sleep 0.1
    done
    if [ -z "$address" ] || ! s3_make_bucket "$address"; then
        s3_say 'the server did not start:'
        cat "$s3_log" >&2
        s3_stop
        return 1
    fi
    export BACKPACK_S3=$address
    s3_say "moto answers at $BACKPACK_S3"
}

s3_make_bucket() {
    "$s3_cache/moto/bin/python" -c '
import sys, urllib.request
urllib.request.urlopen(urllib.request.Request(sys.argv[1] + "/backpack", method="PUT"), timeout=30)
' "$1"
}

s3_stop() {
    if [ -n "$s3_server" ]; then
        kill "$s3_server" 2> /dev/null || true
        wait "$s3_server" 2> /dev/null || true
        s3_say 'stopped'
    fi
    [ -z "$s3_log" ] || rm -f "$s3_log"
    s3_server='' s3_log=''
    unset BACKPACK_S3
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    trap s3_stop EXIT
    trap 'exit 130' INT TERM
    s3_start
    "$@"
fi
