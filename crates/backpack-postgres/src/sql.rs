//! The statements, with the schema's name in them. All are plain SQL that servers with the same protocol know too.
//!
//! Each changes a table once: some of these servers allow no more in one statement.

/// The table of `entries` that holds a space's head: one row with an empty id.
///
/// Its version is the number of the space's last commit or lease, its value the marks of the last ones, newest first.
pub(crate) const HEAD: i16 = 256;
/// The table of leases: the version is the end in microseconds since 1970, the value the token and the holder's mark.
pub(crate) const LEASE: i16 = 257;
/// The table of commits that were given up while nobody knew whether they would still land: the id is the mark.
pub(crate) const GIVEN_UP: i16 = 258;

/// The server's time in microseconds since 1970. It moves within a transaction.
const NOW: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::int8";

/// The statements of one schema.
#[derive(Debug)]
pub(crate) struct Statements {
    /// $1 space, $2 table, $3 id.
    pub(crate) get: String,
    /// $1 space, $2 table, $3 the first id, $4 the end, $5 the most rows, $6 the most bytes.
    pub(crate) scan_up: String,
    pub(crate) scan_down: String,
    /// $1 space.
    pub(crate) make_head: String,
    /// $1 space. Waits until nobody else writes to the space.
    pub(crate) lock: String,
    /// $1 space.
    pub(crate) head: String,
    /// $1 space, $2 mark, $3 tables, $4 ids and $5 versions of the preconditions, $6 name and $7 token of the lease.
    pub(crate) decide: String,
    /// $1 space, $2 mark, $3 tables, $4 ids.
    pub(crate) delete: String,
    /// $1 space, $2 mark, $3 tables, $4 ids, $5 values.
    pub(crate) put: String,
    /// $1 space, $2 mark.
    pub(crate) give_up: String,
    /// $1 space.
    pub(crate) forget_given_up: String,
    /// $1 space, $2 name.
    pub(crate) lease: String,
    /// $1 space, $2 mark.
    pub(crate) next: String,
    /// $1 space, $2 name, $3 end, $4 token and mark.
    pub(crate) put_lease: String,
    /// $1 space, $2 name, $3 token.
    pub(crate) release: String,
    /// $1 account.
    pub(crate) key_file: String,
    /// $1 account, $2 bytes.
    pub(crate) first_key_file: String,
    /// $1 account, $2 bytes, $3 bytes before.
    pub(crate) next_key_file: String,
    /// $1 account, $2 bytes before.
    pub(crate) last_key_file: String,
    /// $1 the account before, or nothing; $2 the most rows.
    pub(crate) accounts: String,
    /// $1 space.
    pub(crate) anchor: String,
    /// $1 space, $2 sequence, $3 hash.
    pub(crate) put_anchor: String,
    /// $1 space.
    pub(crate) forget_anchor: String,
}

impl Statements {
    pub(crate) fn new(schema: &str) -> Self {
        let entries = format!("{schema}.entries");
        let head = format!("{entries} h WHERE h.space = $1 AND h.tbl = {HEAD} AND h.id = ''");
        let mine = format!("{head} AND substr(h.value, 1, 8) = $2");
        Self {
            get: format!("SELECT version, value FROM {entries} WHERE space = $1 AND tbl = $2 AND id = $3"),
            scan_up: scan(&entries, ""),
            scan_down: scan(&entries, " DESC"),
            make_head: format!(
                "INSERT INTO {entries} (space, tbl, id, version, value) VALUES ($1, {HEAD}, '', 0, '') \
                 ON CONFLICT (space, tbl, id) DO NOTHING"
            ),
            lock: format!("SELECT h.version, h.value FROM {head} FOR UPDATE"),
            head: format!("SELECT h.version FROM {head}"),
            decide: decide(&entries),
            delete: format!(
                "DELETE FROM {entries} e USING unnest($3::int2[], $4::bytea[]) AS d (tbl, id) \
                 WHERE e.space = $1 AND e.tbl = d.tbl AND e.id = d.id AND EXISTS (SELECT 1 FROM {mine})"
            ),
            put: format!(
                "INSERT INTO {entries} (space, tbl, id, version, value) \
                 SELECT m.space, p.tbl, p.id, m.version, p.value \
                 FROM (SELECT h.space, h.version FROM {mine}) m, \
                 unnest($3::int2[], $4::bytea[], $5::bytea[]) AS p (tbl, id, value) \
                 ON CONFLICT (space, tbl, id) DO UPDATE SET version = excluded.version, value = excluded.value"
            ),
            give_up: format!(
                "INSERT INTO {entries} (space, tbl, id, version, value) VALUES ($1, {GIVEN_UP}, $2, {NOW}, '') \
                 ON CONFLICT (space, tbl, id) DO NOTHING"
            ),
            forget_given_up: format!(
                "DELETE FROM {entries} WHERE space = $1 AND tbl = {GIVEN_UP} AND version < {NOW} - 604800000000"
            ),
            lease: format!(
                "SELECT {NOW} AS now, l.version, l.value FROM (SELECT 1) AS one \
                 LEFT JOIN {entries} l ON l.space = $1 AND l.tbl = {LEASE} AND l.id = $2"
            ),
            next: format!(
                "UPDATE {entries} h SET version = h.version + 1, value = $2::bytea || substr(h.value, 1, {}) \
                 WHERE h.space = $1 AND h.tbl = {HEAD} AND h.id = ''",
                crate::head::KEPT_BYTES
            ),
            put_lease: format!(
                "INSERT INTO {entries} (space, tbl, id, version, value) VALUES ($1, {LEASE}, $2, $3, $4) \
                 ON CONFLICT (space, tbl, id) DO UPDATE SET version = excluded.version, value = excluded.value"
            ),
            release: format!(
                "DELETE FROM {entries} WHERE space = $1 AND tbl = {LEASE} AND id = $2 AND substr(value, 1, 8) = $3"
            ),
            key_file: format!("SELECT bytes FROM {schema}.key_files WHERE account = $1"),
            first_key_file: format!(
                "INSERT INTO {schema}.key_files (account, bytes) VALUES ($1, $2) ON CONFLICT (account) DO NOTHING"
            ),
            next_key_file: format!(
                "UPDATE {schema}.key_files SET bytes = $2 WHERE account = $1 AND bytes = $3"
            ),
            last_key_file: format!("DELETE FROM {schema}.key_files WHERE account = $1 AND bytes = $2"),
            accounts: format!(
                "SELECT account FROM {schema}.key_files WHERE account > $1 ORDER BY account LIMIT $2"
            ),
            anchor: format!("SELECT sequence, hash FROM {schema}.anchors WHERE space = $1"),
            put_anchor: format!(
                "INSERT INTO {schema}.anchors AS kept (space, sequence, hash) VALUES ($1, $2, $3) \
                 ON CONFLICT (space) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash \
                 WHERE kept.sequence < excluded.sequence"
            ),
            forget_anchor: format!("DELETE FROM {schema}.anchors WHERE space = $1"),
        }
    }
}

/// The rows up to the one with which the bytes before reach $6. The lengths are known without reading the values.
fn scan(entries: &str, direction: &str) -> String {
    format!(
        "SELECT id, version, value FROM (\
         SELECT id, version, value, sum(octet_length(value)) OVER (ORDER BY id{direction} ROWS UNBOUNDED PRECEDING) \
         - octet_length(value) AS before FROM {entries} \
         WHERE space = $1 AND tbl = $2 AND id >= $3 AND id < $4 ORDER BY id{direction} LIMIT $5) AS page \
         WHERE before < $6 ORDER BY id{direction}"
    )
}

/// Looks at everything that a batch requires, and moves the head if it all holds: that is what lets the rest be written.
///
/// Each required key is looked up by itself: joined, a server that knows little of the space would rather read all of it.
/// It looks at the setting too, so that nothing is written by a statement whose transaction did not begin.
fn decide(entries: &str) -> String {
    format!(
        "WITH broken AS (\
         SELECT c.number FROM unnest($3::int2[], $4::bytea[], $5::int8[]) WITH ORDINALITY AS c (tbl, id, version, number) \
         WHERE (SELECT e.version FROM {entries} e WHERE e.space = $1 AND e.tbl = c.tbl AND e.id = c.id) \
         IS DISTINCT FROM c.version), \
         held AS (\
         SELECT $6::bytea IS NULL OR EXISTS (SELECT 1 FROM {entries} l WHERE l.space = $1 AND l.tbl = {LEASE} \
         AND l.id = $6 AND substr(l.value, 1, 8) = $7 AND l.version > {NOW}) AS held), \
         landed AS (\
         UPDATE {entries} h SET version = h.version + 1, value = $2::bytea || substr(h.value, 1, {kept}) \
         WHERE h.space = $1 AND h.tbl = {HEAD} AND h.id = '' \
         AND current_setting('backpack.space', true) = encode($1, 'hex') \
         AND NOT EXISTS (SELECT 1 FROM broken) AND (SELECT held FROM held) \
         AND NOT EXISTS (SELECT 1 FROM {entries} g WHERE g.space = $1 AND g.tbl = {GIVEN_UP} AND g.id = $2) \
         RETURNING h.version) \
         SELECT (SELECT version FROM landed) AS version, (SELECT held FROM held) AS held, \
         ARRAY(SELECT number FROM broken) AS broken",
        kept = crate::head::KEPT_BYTES
    )
}
