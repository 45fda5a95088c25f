//! One page of one query.

mod ask;
mod first;
mod honoured;
mod patient;
mod peek;
mod place;
mod references;
mod search;
mod taken;

use backpack_connect::{Context, Cursor, Error, ErrorKind, Grant, Next, Outcome, Page, Query};

use crate::base::Base;
use crate::dialect::Dialect;
use crate::keys::Keys;
use crate::plan;
use crate::scope::Granted;
use crate::site::Site;

pub(crate) use peek::Peek;

const OPERATION: &str = "pull";

/// What every query needs.
struct Asking<'a> {
    context: &'a Context,
    base: &'a Base,
    dialect: &'a Dialect,
    patient: &'a str,
    granted: Granted,
    keys: Keys,
    site: &'a Site,
}

/// Returns what the grant allows of what was asked for.
fn granted(keys: &Keys, grant: &Grant) -> Granted {
    Granted::parse(&grant.scopes).within(&keys.asked)
}

/// Returns the parameters that requests carry on from the token answer.
pub(crate) fn carried(keys: &Keys) -> impl Iterator<Item = (&str, &str)> {
    keys.carried.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// Returns the plan for a grant.
pub(crate) fn plan(context: &Context, site: &Site, grant: &Grant) -> Result<Vec<Query>, Error> {
    context.check("plan")?;
    let keys = Keys::of(grant, site.base.given(), "plan")?;
    let dialect = site.dialect_of(&keys);
    Ok(plan::queries(dialect, &granted(&keys, grant)))
}

/// Returns the page of `query` at `cursor`.
pub(crate) async fn pull(
    context: &Context,
    site: &Site,
    grant: &Grant,
    query: &Query,
    cursor: Option<&Cursor>,
) -> Result<Page, Error> {
    context.check(OPERATION)?;
    let keys = Keys::of(grant, site.base.given(), OPERATION)?;
    site.met(&keys);
    let dialect = site.dialect_of(&keys);
    let granted = granted(&keys, grant);
    let asking =
        Asking { context, base: &site.base, dialect, patient: &grant.patient.id, granted, keys, site };
    match query.id.as_str() {
        plan::PATIENT => asking.read_patient(cursor).await,
        plan::REFERENCES => asking.read_references(&query.targets, cursor).await,
        id => match plan::search(dialect, &asking.granted, id) {
            Some(search) => asking.search(&search, cursor).await,
            None => Err(Error::new(ErrorKind::Unsupported, OPERATION)),
        },
    }
}

/// Returns a page without items that ends its query for good.
fn ended(outcome: Outcome) -> Page {
    Page::new(Vec::new(), Next::Done(None, outcome))
}
