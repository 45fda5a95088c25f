# A private PostgreSQL cluster of the Debian package, for the tests: on loopback, on a port of its own, with fsync on.
# To be sourced. `postgres_start` exports BACKPACK_POSTGRES (the owner's URL), BACKPACK_POSTGRES_APP (the application's,
# which is subject to row security) and BACKPACK_POSTGRES_DATA (the cluster's folder); `postgres_stop` removes it all.
# shellcheck shell=bash

# Prints the folder of the newest server that is installed, or nothing.
postgres_bin() {
    local found
    found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    [ -x "$found" ] && dirname "$found"
}

# Installs the Debian package if the server is missing and we may; says on stdout why not.
postgres_install() {
    [ -n "$(postgres_bin)" ] && return
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || { echo "PostgreSQL is not installed"; return; }
    # The package would make a cluster of its own and start it.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] \
        || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql; } \
        >&2 || { echo "apt could not install PostgreSQL"; return; }
    [ -n "$(postgres_bin)" ] || echo "the package brought no server"
}

# Runs a command as somebody who may run the server, which refuses to run as root.
postgres_as() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u "${BACKPACK_POSTGRES_USER:-postgres}" -- "$@"
    else
        "$@"
    fi
}

postgres_free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

postgres_password() {
    od -An -N18 -tx1 /dev/urandom | tr -d ' \n'
}

# Makes the cluster and starts it. Arguments are passed to the server, such as `-c shared_buffers=1GB`.
postgres_start() {
    local bin port owner app file
    bin=$(postgres_bin) port=$(postgres_free_port) owner=$(postgres_password) app=$(postgres_password)
    postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/backpack-postgres.XXXXXX")
    chmod 755 "$postgres_folder"
    [ "$(id -u)" != 0 ] || chown "${BACKPACK_POSTGRES_USER:-postgres}" "$postgres_folder"
    file=$postgres_folder/initdb.password
    postgres_as bash -c 'umask 077 && cat > "$0"' "$file" <<< "$(postgres_password)"
    postgres_as "$bin/initdb" --pgdata "$postgres_folder/data" --username postgres --pwfile "$file" \
        --auth-local peer --auth-host scram-sha-256 --encoding UTF8 --locale C > "$postgres_folder/initdb.log"
    rm "$file"
    # The socket lies in the cluster's folder, where only the one who runs the server comes in, as its superuser.
    postgres_as bash -c 'cat >> "$0"' "$postgres_folder/data/postgresql.conf" << CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$postgres_folder/data'
fsync = on
synchronous_commit = on
full_page_writes = on
max_connections = 120
log_min_messages = fatal
CONF
    postgres_as bash -c 'echo "server $(id -un) postgres" >> "$0/pg_ident.conf" && sed -i "s/^local.*/local all postgres peer map=server/" "$0/pg_hba.conf"' "$postgres_folder/data"
    export BACKPACK_POSTGRES_DATA=$postgres_folder/data
    # A test that kills the server starts it again, with the same options.
    export BACKPACK_POSTGRES_BIN=$bin
    postgres_as "$bin/pg_ctl" --pgdata "$BACKPACK_POSTGRES_DATA" --log "$postgres_folder/server.log" --wait \
        ${1:+--options="$*"} start > /dev/null
    postgres_as "$bin/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --host "$BACKPACK_POSTGRES_DATA" --port "$port" \
        --username postgres postgres << SQL
CREATE ROLE backpack_owner LOGIN PASSWORD '$owner';
CREATE ROLE backpack_app LOGIN PASSWORD '$app' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE DATABASE backpack OWNER backpack_owner;
SQL
    export BACKPACK_POSTGRES=postgres://backpack_owner:$owner@127.0.0.1:$port/backpack
    export BACKPACK_POSTGRES_APP=postgres://backpack_app:$app@127.0.0.1:$port/backpack
}

# Kills the server and all its children at once, as a power cut would, but for what the system still has to write.
postgres_kill() {
    local server children
    server=$(head -n 1 "$postgres_folder/data/postmaster.pid")
    children=$(pgrep -P "$server" || true)
    # shellcheck disable=SC2086
    kill -KILL "$server" $children 2> /dev/null || true
    # The next server refuses to start as long as one of them has the memory that they share.
    while kill -0 "$server" 2> /dev/null || pgrep -P "$server" > /dev/null; do sleep 0.01; done
    local child
    for child in $children; do
        while [ -d "/proc/$child" ] && ! grep -q '^State:.Z' "/proc/$child/status" 2> /dev/null; do sleep 0.01; done
    done
}

# Starts the server again, which recovers, and waits until it lets clients in.
postgres_restart() {
    postgres_as "$(postgres_bin)/pg_ctl" --pgdata "$postgres_folder/data" --log "$postgres_folder/server.log" --wait \
        --timeout 120 start > /dev/null 2>&1
}

# Runs a statement as the superuser, over the socket that nobody else comes to.
postgres_sql() {
    local port
    port=$(sed -n 4p "$postgres_folder/data/postmaster.pid")
    postgres_as "$(postgres_bin)/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --tuples-only --no-align \
        --host "$postgres_folder/data" --port "$port" --username postgres --command "$1" backpack
}

# Stops the server, killed or not, and removes the cluster.
postgres_stop() {
    [ -n "${postgres_folder:-}" ] || return 0
    postgres_as "$(postgres_bin)/pg_ctl" --pgdata "$postgres_folder/data" --mode immediate --wait stop > /dev/null 2>&1 || true
    rm -rf "$postgres_folder"
    unset postgres_folder BACKPACK_POSTGRES BACKPACK_POSTGRES_APP BACKPACK_POSTGRES_DATA BACKPACK_POSTGRES_BIN
}
