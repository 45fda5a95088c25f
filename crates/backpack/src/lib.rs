#![doc = include_str!("../README.md")]

mod account;
pub mod answers;
pub mod attachments;
mod backpack;
pub mod cards;
mod clock;
pub mod contacts;
pub mod engine;
mod error;
mod explain;
pub mod hosting;
mod options;
pub mod people;
pub mod portals;
pub mod requests;
pub mod role;
pub mod search;
pub mod sharing;
mod storage;
mod timeline;
mod unlock;
pub mod views;
mod way;

pub use account::Account;
pub use backpack::{Backpack, Record};
pub use error::{Error, ErrorKind};
pub use options::Options;
pub use storage::Storage;
pub use timeline::Timeline;
pub use unlock::Unlock;

pub use backpack_keep::{Filter, Person};
pub use backpack_sync::SignIn;

/// Archives: what backups are sealed to and opened with, and what they say of themselves.
#[cfg(feature = "backup")]
pub use backpack_archive as archive;
/// The connector contract: implement it for a portal of your own.
pub use backpack_connect as connect;
/// What all contracts share: clock, cancellation, secrets, ids, errors.
pub use backpack_core as core;
/// A directory of portals: lists read and merged, searched, cached.
pub use backpack_directory as directory;
/// What is read out of files, and what is taken out of those that are shared.
#[cfg(feature = "extract")]
pub use backpack_extract as extract;
/// Typed views: a record's body as `fhir-model` types.
#[cfg(feature = "typed")]
pub use backpack_fhir as typed;
/// The blob contract, sealed streams, media types.
pub use backpack_files as files;
/// The transport on reqwest, and the loopback redirect listener.
pub use backpack_http as http;
/// Connectors for files that a person already has.
pub use backpack_import as import;
/// What is kept and how: filters, rows, changes, exports.
pub use backpack_keep as keep;
/// Key services: the contract for one of your own, one in memory, one in a file.
pub use backpack_key_service as key_service;
/// Unlock slots and what stretching a passphrase costs.
pub use backpack_keys as keys;
/// What makes HTML, narrative and CDA safe to show.
#[cfg(feature = "narrative")]
pub use backpack_narrative as narrative;
/// Object storage for files: S3, Google Cloud Storage, Azure, a local folder.
#[cfg(feature = "objects")]
pub use backpack_objects as objects;
/// The store contract on PostgreSQL.
#[cfg(feature = "postgres")]
pub use backpack_postgres as postgres;
/// Headers, kinds, partial dates, the overlay, and the entry builders.
pub use backpack_record as record;
/// The connector for SMART on FHIR portals.
pub use backpack_smart as smart;
/// The store contract, for a database of your own.
pub use backpack_store as store;
/// The engine's options, progress and reports.
pub use backpack_sync as sync;
/// Terms for autocomplete.
#[cfg(feature = "terms")]
pub use backpack_terms as terms;
