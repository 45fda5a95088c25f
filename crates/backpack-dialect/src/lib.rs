#![doc = include_str!("../README.md")]

mod asking;
mod dialect;
mod sign_in;
mod table;

pub use asking::{
    Handling, Increment, Increments, Limits, PatientParameter, Plan, PlannedSearch, Post, Provenance,
    Recognition, Search,
};
pub use dialect::{Attachments, BinaryAccept, Dialect, Oddity, ScopeSyntax, Scopes, UnknownScopes};
pub use sign_in::{
    Audience, Authorization, ClientAuthentication, Introspection, Method, Nonce, Offered, PatientSource,
    Pkce, Redirects, Refresh, RefreshScope, Registration, Revocation, Rotation, Tokens,
};
pub use table::{Dialects, TableError};
