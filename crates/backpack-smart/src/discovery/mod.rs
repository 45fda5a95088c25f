//! What a portal says about itself: the one reading of its two documents, for a sign-in as for a probe.

mod brands;
mod configuration;
mod document;
mod endpoint;
mod known;
mod portal;
mod quirk;
mod reading;
mod statement;
mod verdict;

pub use brands::{AssociatedEndpoint, BrandLink};
pub(crate) use configuration::{SignIn, Source, lists};
pub(crate) use endpoint::Endpoint;
pub(crate) use known::Known;
pub(crate) use portal::{Endpoints, Portal, ScopeSyntax, discover};
pub use quirk::Quirk;
pub(crate) use reading::Reading;
pub use statement::{DeclaredType, Software};
pub use verdict::{Verdict, Why};
