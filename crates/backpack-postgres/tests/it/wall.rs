//! Row security: what a transaction sees and writes that did not name its space, or named another.

use backpack_core::{AccountId, SpaceId};
use backpack_store::{Anchor, AnchorStore as _, Batch, KeyFileStore as _, Store as _, Table};
use backpack_testkit::run;
use bytes::Bytes;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::support::{SCHEMA, Server, raw, server};

/// Two spaces and two accounts with something in them.
struct Filled {
    spaces: [SpaceId; 2],
    accounts: [AccountId; 2],
}

async fn filled(server: &Server) -> Filled {
    let postgres = server.connect(server.app()).await;
    let filled = Filled {
        spaces: [SpaceId::random(), SpaceId::random()],
        accounts: [AccountId::random(), AccountId::random()],
    };
    for space in filled.spaces {
        postgres.store().commit(Batch::new(space).put(Table(3), "id", "sealed")).await.unwrap();
        postgres.anchors().write(space, Anchor::new(1, [1; 32])).await.unwrap();
    }
    for account in filled.accounts {
        postgres.key_file(account).replace(None, Bytes::from_static(b"wrapped")).await.unwrap();
    }
    filled
}

async fn set(client: &Client, name: &str, value: impl ToString) {
    let value = value.to_string();
    client.query("SELECT set_config('backpack.' || $1, $2, false)", &[&name, &value]).await.unwrap();
}

async fn seen(client: &Client, table: &str, column: &str) -> Vec<Vec<u8>> {
    let rows = client.query(&format!("SELECT DISTINCT {column} FROM {SCHEMA}.{table}"), &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Tries to write; returns how many rows it wrote, or `None` if row security refused.
async fn written(client: &Client, statement: &str, id: &[u8]) -> Option<u64> {
    match client.execute(&statement.replace("@", SCHEMA), &[&id]).await {
        Ok(rows) => Some(rows),
        Err(error) => {
            assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{error:?}");
            None
        }
    }
}

const PUT_ENTRY: &str = "INSERT INTO @.entries VALUES ($1, 9, 'x', 1, '')";
const CHANGE_ENTRY: &str = "UPDATE @.entries SET value = '' WHERE space = $1";
const REMOVE_ENTRY: &str = "DELETE FROM @.entries WHERE space = $1";
const PUT_ANCHOR: &str =
    "INSERT INTO @.anchors VALUES ($1, 1, '') ON CONFLICT (space) DO UPDATE SET sequence = 2";
const CHANGE_ANCHOR: &str = "UPDATE @.anchors SET sequence = 2 WHERE space = $1";
const REMOVE_ANCHOR: &str = "DELETE FROM @.anchors WHERE space = $1";
const PUT_KEY_FILE: &str =
    "INSERT INTO @.key_files VALUES ($1, '') ON CONFLICT (account) DO UPDATE SET bytes = ''";
const REMOVE_KEY_FILE: &str = "DELETE FROM @.key_files WHERE account = $1";
const CHANGE_KEY_FILE: &str = "UPDATE @.key_files SET bytes = '' WHERE account = $1";

#[test]
fn a_transaction_that_names_nothing_sees_and_writes_nothing() {
    run(async {
        let Some(server) = server() else { return };
        let filled = filled(&server).await;
        // The owner of the tables is bound as well.
        for url in [&server.app, &server.owner] {
            let client = raw(url).await;
            for (table, column) in [("entries", "space"), ("anchors", "space"), ("key_files", "account")] {
                assert_eq!(seen(&client, table, column).await, Vec::<Vec<u8>>::new(), "{table}");
            }
            let (space, account) = (filled.spaces[0].as_bytes(), filled.accounts[0].as_bytes());
            for statement in [CHANGE_ENTRY, REMOVE_ENTRY, CHANGE_ANCHOR, REMOVE_ANCHOR] {
                assert_eq!(written(&client, statement, space).await, Some(0), "{statement}");
            }
            for statement in [PUT_ENTRY, PUT_ANCHOR] {
                assert_eq!(written(&client, statement, space).await, None, "{statement}");
            }
            assert_eq!(written(&client, CHANGE_KEY_FILE, account).await, Some(0));
            assert_eq!(written(&client, PUT_KEY_FILE, account).await, None);
        }
    });
}

#[test]
fn a_transaction_that_names_a_space_sees_and_writes_nothing_of_another() {
    run(async {
        let Some(server) = server() else { return };
        let filled = filled(&server).await;
        let client = raw(&server.app).await;
        let [mine, other] = filled.spaces.map(|space| space.as_bytes().to_vec());
        set(&client, "space", filled.spaces[0]).await;
        for table in ["entries", "anchors"] {
            assert_eq!(seen(&client, table, "space").await, std::slice::from_ref(&mine), "{table}");
        }
        assert_eq!(seen(&client, "key_files", "account").await, Vec::<Vec<u8>>::new());
        for statement in [CHANGE_ENTRY, REMOVE_ENTRY, CHANGE_ANCHOR, REMOVE_ANCHOR] {
            assert_eq!(written(&client, statement, &other).await, Some(0), "{statement}");
        }
        for statement in [PUT_ENTRY, PUT_ANCHOR] {
            assert_eq!(written(&client, statement, &other).await, None, "{statement}");
        }
        // What is one's own can be moved to nobody else.
        let moved = format!("UPDATE {SCHEMA}.entries SET space = $1");
        assert_eq!(written(&client, &moved, &other).await, None);
        for statement in [PUT_ENTRY, PUT_ANCHOR, CHANGE_ANCHOR] {
            assert_eq!(written(&client, statement, &mine).await, Some(1), "{statement}");
        }
    });
}

#[test]
fn an_account_sees_its_key_file_alone_and_who_lists_accounts_changes_none() {
    run(async {
        let Some(server) = server() else { return };
        let filled = filled(&server).await;
        let client = raw(&server.app).await;
        let [mine, other] = filled.accounts.map(|account| account.as_bytes().to_vec());
        set(&client, "account", filled.accounts[0]).await;
        assert_eq!(seen(&client, "key_files", "account").await, std::slice::from_ref(&mine));
        assert_eq!(seen(&client, "entries", "space").await, Vec::<Vec<u8>>::new());
        assert_eq!(written(&client, CHANGE_KEY_FILE, &other).await, Some(0));
        assert_eq!(written(&client, PUT_KEY_FILE, &other).await, None);
        assert_eq!(written(&client, REMOVE_KEY_FILE, &other).await, Some(0));
        assert_eq!(written(&client, CHANGE_KEY_FILE, &mine).await, Some(1));

        set(&client, "account", "*").await;
        let listed = seen(&client, "key_files", "account").await;
        assert!(listed.contains(&mine) && listed.contains(&other));
        assert_eq!(written(&client, CHANGE_KEY_FILE, &mine).await, Some(0));
        assert_eq!(written(&client, PUT_KEY_FILE, &mine).await, None);
        assert_eq!(written(&client, REMOVE_KEY_FILE, &mine).await, Some(0));
    });
}
