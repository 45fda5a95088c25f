//! What the examples share: arguments, the passphrase, progress on a terminal, a sign-in without a person.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "examples talk to a person on a terminal")]
#![expect(clippy::missing_errors_doc, reason = "an example's errors are for its reader")]

pub mod account;
pub mod arguments;
pub mod doctor;
pub mod entries;
pub mod family;
pub mod folders;
pub mod headless;
pub mod history;
pub mod keyring;
pub mod labs;
pub mod mistakes;
pub mod people;
pub mod progress;
pub mod way;
pub mod words;

/// The code of the repository's README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The code of the page on requests for records, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/requests.md")]
pub struct Requests;

/// The code of the page on connections, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/connections.md")]
pub struct Connections;
