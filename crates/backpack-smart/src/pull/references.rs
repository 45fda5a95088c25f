//! What other records point to, read by id.

use backpack_connect::{Cursor, Error, Item, Next, Outcome, Page, Put};
use futures_util::StreamExt as _;
use http::StatusCode;
use http::header::ETAG;

use super::ask::Question;
use super::{Asking, OPERATION, Peek};
use crate::status::{is_trouble, trouble};
use crate::wire::{Answer, FHIR_JSON};

/// How many are read for one page.
const READS: usize = 20;
/// How many of them at once: as many as the engine asks searches at once, which are over by then.
const AT_ONCE: usize = 5;

/// What became of one reference.
enum Target {
    /// It is not this portal's to give.
    Elsewhere,
    /// It did not come, for this reason.
    Missing(String),
    /// It came.
    Read(Box<Put>),
}

impl Asking<'_> {
    /// Reads the next of `targets`. The cursor is the last one that was read, as written.
    ///
    /// One that the portal does not give (403, 404, 410) is a warning: it is a gap of that record, not of this query.
    pub(super) async fn read_references(
        &self,
        targets: &[String],
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        let after = cursor.and_then(|cursor| {
            targets.iter().position(|target| target.as_bytes() == cursor.bytes).map(|place| place + 1)
        });
        let left = targets.get(after.unwrap_or(0)..).unwrap_or_default();
        let now = left.get(..READS.min(left.len())).unwrap_or_default();
        // Nothing left to ask for is no word of the portal that there is nothing: earlier syncs may have brought them.
        let mut page = Page::new(Vec::new(), Next::Done(None, Outcome::Done));
        let reads: Vec<_> = now.iter().map(|target| self.read_one(target)).collect();
        let mut reads = futures_util::stream::iter(reads).buffered(AT_ONCE);
        while let Some(read) = reads.next().await {
            let (target, bytes) = read?;
            page.bytes = page.bytes.saturating_add(bytes);
            match target {
                Target::Elsewhere => {}
                Target::Missing(why) => warn(&mut page, why),
                Target::Read(put) => page.items.push(Item::Put(*put)),
            }
        }
        if let Some(last) = now.last().filter(|_| now.len() < left.len()) {
            page.next = Next::More(Cursor::new(last.clone()));
        }
        Ok(page)
    }

    /// Reads one reference. Returns also the bytes that came.
    async fn read_one(&self, target: &str) -> Result<(Target, u64), Error> {
        let Some((resource_type, id)) = self.base.reference(target) else {
            return Ok((Target::Elsewhere, 0));
        };
        if !self.granted.reads(&resource_type) {
            return Ok((Target::Missing(format!("{resource_type}: not granted")), 0));
        }
        let answer = self.ask(&Question::get(self.read_url(&resource_type, &id))).await?;
        if is_trouble(answer.status) {
            return Err(trouble(self.context, answer.status, &answer.headers, OPERATION));
        }
        let bytes = answer.body.len() as u64;
        if answer.status != StatusCode::OK {
            let why = format!("{resource_type}: status {}", answer.status.as_u16());
            return Ok((Target::Missing(why), bytes));
        }
        let put = put(answer, &resource_type);
        let missing = || Target::Missing(format!("{resource_type}: another thing came"));
        Ok((put.map_or_else(missing, |put| Target::Read(Box::new(put))), bytes))
    }
}

/// Says a thing once.
fn warn(page: &mut Page, warning: String) {
    if !page.warnings.contains(&warning) {
        page.warnings.push(warning);
    }
}

fn put(answer: Answer, resource_type: &str) -> Option<Put> {
    let id = Peek::read(&answer.body).filter(|peek| peek.resource_type == resource_type)?.id;
    let mut put = Put::new(FHIR_JSON, answer.body);
    put.id = id;
    put.version = answer.headers.get(ETAG).and_then(|etag| etag.to_str().ok()).map(ToOwned::to_owned);
    Some(put)
}
