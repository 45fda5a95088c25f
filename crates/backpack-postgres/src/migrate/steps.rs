//! The steps from no schema to this one, numbered. A step that was once released is never changed.

/// The version that the last step leads to.
pub(super) const CURRENT: i32 = 1;

/// Returns the statements of the steps that lead beyond `version`, each with the version that it leads to.
pub(super) fn after(version: i32, schema: &str) -> Vec<(i32, String)> {
    let steps = [(1, first(schema))];
    steps.into_iter().filter(|(to, _)| *to > version).collect()
}

/// Returns what makes the tables faster or smaller where the server knows it, and may fail where it does not.
pub(super) fn tuning(schema: &str) -> Vec<String> {
    // What is sealed cannot be compressed, and need not be tried.
    let external = |table: &str, column: &str| {
        format!("ALTER TABLE {schema}.{table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
    };
    vec![external("entries", "value"), external("key_files", "bytes")]
}

/// One table for all that a store keeps, by space first, so that a space is one range and one shard. Row security lets a
/// transaction see and write the space alone that it names in `backpack.space`, or the account in `backpack.account`; the
/// owner too (FORCE). Whoever sets the account to `*` sees all key files and may write none: so accounts are listed.
fn first(schema: &str) -> String {
    let account = "encode(account, 'hex') = current_setting('backpack.account', true)";
    let space = "space = decode(current_setting('backpack.space', true), 'hex')";
    format!(
        "CREATE TABLE {schema}.entries (
            space bytea NOT NULL,
            tbl smallint NOT NULL,
            id bytea NOT NULL,
            version bigint NOT NULL,
            value bytea NOT NULL,
            PRIMARY KEY (space, tbl, id)
        );
        CREATE TABLE {schema}.key_files (
            account bytea PRIMARY KEY,
            bytes bytea NOT NULL
        );
        CREATE TABLE {schema}.anchors (
            space bytea PRIMARY KEY,
            sequence bigint NOT NULL,
            hash bytea NOT NULL
        );
        ALTER TABLE {schema}.entries ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {schema}.entries FORCE ROW LEVEL SECURITY;
        ALTER TABLE {schema}.key_files ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {schema}.key_files FORCE ROW LEVEL SECURITY;
        ALTER TABLE {schema}.anchors ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {schema}.anchors FORCE ROW LEVEL SECURITY;
        CREATE POLICY one_space ON {schema}.entries USING ({space}) WITH CHECK ({space});
        CREATE POLICY one_space ON {schema}.anchors USING ({space}) WITH CHECK ({space});
        CREATE POLICY one_account_reads ON {schema}.key_files FOR SELECT
            USING ({account} OR current_setting('backpack.account', true) = '*');
        CREATE POLICY one_account_makes ON {schema}.key_files FOR INSERT WITH CHECK ({account});
        CREATE POLICY one_account_changes ON {schema}.key_files FOR UPDATE USING ({account}) WITH CHECK ({account});
        CREATE POLICY one_account_ends ON {schema}.key_files FOR DELETE USING ({account});"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_without_a_gap() {
        let steps: Vec<i32> = after(0, "s").into_iter().map(|(to, _)| to).collect();
        assert_eq!(steps, (1..=CURRENT).collect::<Vec<_>>());
        assert_eq!(after(CURRENT, "s"), []);
    }
}
