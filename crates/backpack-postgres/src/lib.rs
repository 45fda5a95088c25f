#![doc = include_str!("../README.md")]

mod accounts;
mod anchors;
mod backoff;
mod commit;
mod connection;
mod errors;
mod head;
mod key_file;
mod lease;
mod migrate;
mod options;
mod postgres;
mod read;
mod scope;
mod sql;
mod store;
mod tls;

pub use accounts::AccountPage;
pub use anchors::PostgresAnchors;
pub use key_file::PostgresKeyFile;
pub use options::{PostgresOptions, Unencrypted, WeakDurability, WideRole};
pub use postgres::Postgres;
pub use store::PostgresStore;
