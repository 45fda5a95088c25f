//! What typed views promise, seen from outside.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod departures;
mod entries;
mod not_shown;
mod types;

use backpack_fhir::{TypedResource, View, typed};

/// Returns a view that must be possible.
#[track_caller]
fn view<T: TypedResource>(body: &str) -> View<T> {
    typed(body.as_bytes()).unwrap()
}

/// Returns what a view does not show, in words.
#[track_caller]
fn told<T: TypedResource>(body: &str) -> Vec<String> {
    view::<T>(body).not_shown.iter().map(ToString::to_string).collect()
}
