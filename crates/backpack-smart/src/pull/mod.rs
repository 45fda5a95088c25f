//! One page of one query.

mod patient;
mod peek;
mod place;
mod references;
mod search;

use backpack_connect::{Context, Cursor, Error, ErrorKind, Grant, Next, Outcome, Page, Query};

use crate::base::Base;
use crate::keys::Keys;
use crate::scope::Granted;
use crate::{SmartOptions, plan};

pub(crate) use peek::Peek;

const OPERATION: &str = "pull";

/// What every query needs.
struct Asking<'a> {
    context: &'a Context,
    options: &'a SmartOptions,
    base: &'a Base,
    patient: &'a str,
    granted: Granted,
    keys: Keys,
}

/// Returns the page of `query` at `cursor`.
pub(crate) async fn pull(
    context: &Context,
    options: &SmartOptions,
    base: &Base,
    grant: &Grant,
    query: &Query,
    cursor: Option<&Cursor>,
) -> Result<Page, Error> {
    context.check(OPERATION)?;
    let asking = Asking {
        context,
        options,
        base,
        patient: &grant.patient.id,
        granted: Granted::parse(&grant.scopes),
        keys: Keys::of(grant, base.given(), OPERATION)?,
    };
    match (query.id.as_str(), plan::row(&query.id)) {
        (_, Some(row)) => asking.search(row, cursor).await,
        (plan::PATIENT, None) => asking.read_patient(cursor).await,
        (plan::REFERENCES, None) => asking.read_references(&query.targets, cursor).await,
        _ => Err(Error::new(ErrorKind::Unsupported, OPERATION)),
    }
}

/// Returns a page without items that ends its query for good.
fn ended(outcome: Outcome) -> Page {
    Page::new(Vec::new(), Next::Done(None, outcome))
}
