//! Tests of the directory.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod brands;
mod cache;
mod marking;
mod merging;
mod refreshing;
mod rows;
mod searching;
mod streaming;

use backpack_connect::Url;
use backpack_directory::{Directory, List, Listing, NameKind, Query, Source};

/// Returns a list by its short name.
fn source(name: &str) -> Source {
    Source::consolidated(Url::parse(&format!("https://lists.example/{name}")).unwrap())
}

/// Returns a portal of an organisation.
fn listing(base: &str, name: &str) -> Listing {
    Listing::new(base, name, NameKind::Organisation).unwrap()
}

/// Returns a directory of one list.
fn directory(listings: Vec<Listing>) -> Directory {
    Directory::builder().list(List::new(source("one"), listings)).build().unwrap()
}

/// Returns the names of what is found, the best first.
fn found(directory: &Directory, text: &str) -> Vec<String> {
    names(directory, &Query::new(text))
}

fn names(directory: &Directory, query: &Query) -> Vec<String> {
    directory.search(query).into_iter().map(|hit| hit.portal.name.text).collect()
}
