//! Proof against servers and clients that other people wrote: docs/independent.md says which, and what came of it.
//!
//! `tests/independent/run` installs and starts them, and names them in `BACKPACK_INDEPENDENT`. Without it every test
//! here says that it was skipped.

mod archive;
mod browser;
mod clients;
mod entries;
mod helios;
mod import;
mod letters;
mod lies;
mod people;
mod portal;
mod registration;
mod sign_in;
mod strangers;
mod tokens;
mod visit;
