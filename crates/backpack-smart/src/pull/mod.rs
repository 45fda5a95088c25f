//! One page of one query.

mod patient;
mod peek;
mod place;
mod references;
mod search;

use backpack_connect::{
    Context, Cursor, Error, ErrorKind, Grant, Next, Outcome, Page, Query, Redirects, Request,
};

use crate::base::Base;
use crate::dialect::Dialect;
use crate::keys::Keys;
use crate::plan;
use crate::scope::Granted;
use crate::site::Site;
use crate::wire::{Answer, ask};

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
}

impl Asking<'_> {
    /// Sends a request below the base, with the token, and reads the whole answer.
    async fn ask(&self, request: Request) -> Result<Answer, Error> {
        let request =
            request.credential(self.base.credential(&self.keys.access)).redirects(Redirects::SameOrigin(3));
        let answer = ask(self.context, request, OPERATION).await?;
        self.base.check_refusal(answer.status, &answer.url, OPERATION)?;
        Ok(answer)
    }
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
    let asking = Asking {
        context,
        base: &site.base,
        dialect: site.dialect_of(&keys),
        patient: &grant.patient.id,
        granted: Granted::parse(&grant.scopes).within(&keys.asked),
        keys,
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
