//! A search, page by page.

use std::time::Duration;

use backpack_connect::{Cursor, Error, ErrorKind, Item, Next, Outcome, Page, Put};
use backpack_core::Timestamp;
use backpack_record::{Bundle, BundleEntry};
use bytes::Bytes;
use url::Url;

use super::place::{Place, Walk, hash};
use super::{Asking, OPERATION, Peek, ended};
use crate::dialect::{Increment, PatientParameter};
use crate::plan::Row;
use crate::status::{is_trouble, trouble};
use crate::wire::{Answer, FHIR_JSON, get};
use crate::{instant, words};

/// How far before the mark an increment asks, since clocks and indexes of a portal do not quite agree.
const OVERLAP: Duration = Duration::from_secs(60);

impl Asking<'_> {
    pub(super) async fn search(&self, row: &Row, cursor: Option<&Cursor>) -> Result<Page, Error> {
        if !self.granted.searches(row.resource_type, row.only.as_slice()) {
            return Ok(ended(Outcome::NotGranted));
        }
        let (mut walk, url) = self.next_question(row, cursor)?;
        let mut answer = self.ask(get(self.context, url, FHIR_JSON)).await?;
        if walk.pages == 0 && walk.since.is_none() && self.may_mind_the_count(row, &answer) {
            let url = self.first_url(row, None, None);
            let again = self.ask(get(self.context, url, FHIR_JSON)).await?;
            if again.status.is_success() {
                answer = again;
            }
        }
        if !answer.status.is_success() {
            return self.refused(row, &walk, &answer);
        }
        if walk.pages == 0 {
            walk.began = instant::date(&answer.headers).map(Timestamp::as_millis);
        }
        self.read_page(walk, &answer)
    }

    /// Returns the walk as it stands and the URL of its next page.
    fn next_question(&self, row: &Row, cursor: Option<&Cursor>) -> Result<(Walk, Url), Error> {
        let since = match cursor.map(Place::read).transpose()? {
            None => None,
            Some(Place::Since(since)) => Some(since),
            Some(Place::Page(walk)) => {
                // The token never goes where a cursor that was tampered with would send it.
                let url = Url::parse(&walk.next).ok().filter(|url| self.base.covers(url));
                let expired = || Error::new(ErrorKind::CursorExpired, OPERATION);
                return Ok((walk, url.ok_or_else(expired)?));
            }
            Some(Place::Read { .. }) => return Err(Error::new(ErrorKind::CursorExpired, OPERATION)),
        };
        let since = since.filter(|_| self.dialect.increments.by == Increment::LastUpdated);
        let count = self.dialect.search.page_size.unwrap_or(u32::MAX).min(self.context.limits.page_size);
        Ok((Walk::since(since), self.first_url(row, Some(count), since)))
    }

    /// Says whether a first page may have been refused for the `_count` alone: some portals refuse one beyond their
    /// own in place of giving less.
    fn may_mind_the_count(&self, row: &Row, answer: &Answer) -> bool {
        matches!(answer.status.as_u16(), 400 | 422) && !self.is_undeclared(row)
    }

    /// Says whether the portal declares the types it has, and this is none of them.
    fn is_undeclared(&self, row: &Row) -> bool {
        let declared = &self.keys.declared;
        !declared.is_empty() && !declared.iter().any(|name| name == row.resource_type)
    }

    fn first_url(&self, row: &Row, count: Option<u32>, since: Option<i64>) -> Url {
        let mut url = self.base.below(&[row.resource_type]);
        let since = since.map(|since| Timestamp::from_millis(since).saturating_sub(OVERLAP));
        let mut pairs = url.query_pairs_mut();
        match self.dialect.search.patient {
            PatientParameter::Id => pairs.append_pair("patient", self.patient),
            PatientParameter::Reference => pairs.append_pair("patient", &format!("Patient/{}", self.patient)),
            _ => &mut pairs,
        };
        pairs.extend_pairs(row.only);
        if let Some(count) = count {
            pairs.append_pair("_count", &count.to_string());
        }
        if let Some(since) = since.and_then(instant::for_search) {
            pairs.append_pair("_lastUpdated", &format!("ge{since}"));
        }
        drop(pairs);
        url
    }

    /// Says what a status other than success means for this query.
    fn refused(&self, row: &Row, walk: &Walk, answer: &Answer) -> Result<Page, Error> {
        let status = answer.status.as_u16();
        if is_trouble(answer.status) {
            return Err(trouble(self.context, answer.status, &answer.headers, OPERATION));
        }
        let first = walk.pages == 0;
        // A later page that is gone, and an increment that is not understood, are asked for anew from the start.
        let anew = if first {
            walk.since.is_some() && matches!(status, 400 | 422)
        } else {
            matches!(status, 400 | 404 | 410 | 422)
        };
        if anew {
            return Err(Error::new(ErrorKind::CursorExpired, OPERATION));
        }
        if !first {
            let words = words::outcome_or_status(&answer.body, answer.status);
            return Ok(ended(Outcome::Partial(format!("page {} was refused: {words}", walk.pages + 1))));
        }
        let not_supported =
            matches!(status, 404 | 405 | 406 | 415 | 501) || status == 400 && self.is_undeclared(row);
        if not_supported {
            return Ok(ended(Outcome::NotSupported));
        }
        Ok(ended(Outcome::Refused(words::outcome_or_status(&answer.body, answer.status))))
    }

    fn read_page(&self, mut walk: Walk, answer: &Answer) -> Result<Page, Error> {
        let malformed = |why| Error::new(ErrorKind::Malformed(why), OPERATION);
        if let Some(said) = words::outcome(&answer.body) {
            if said.failed && walk.pages == 0 {
                return Ok(ended(Outcome::Refused(said.words)));
            }
            return Err(malformed("an outcome in place of a page"));
        }
        if !answer.looks_like_json() {
            return Err(malformed("its page is no JSON object"));
        }
        let bundle = Bundle::split(&answer.body)
            .map_err(|refusal| malformed("its page is no Bundle").with_source(refusal))?;
        if bundle.bundle_type.as_ref().is_some_and(|kind| *kind != "searchset") {
            return Err(malformed("its page is another sort of Bundle"));
        }
        let mut taken = Taken::default();
        for entry in &bundle.entries {
            taken.take(&answer.body, entry, &mut walk);
        }
        walk.found |= !taken.items.is_empty();
        let mut page = Page::new(taken.items, Next::Done(None, Outcome::Done));
        page.next = self.go_on(walk, bundle.link("next"), &answer.url, &taken.ids)?;
        page.envelope = Some(bundle.envelope.into());
        page.warnings = taken.warnings;
        page.bytes = answer.body.len() as u64;
        Ok(page)
    }

    /// Decides where the query goes on. Only the portal's own next link is followed, and only on the portal itself.
    fn go_on(&self, mut walk: Walk, next: Option<&str>, from: &Url, ids: &[String]) -> Result<Next, Error> {
        let Some(next) = next else { return self.end(walk) };
        let partial = |why: String| Ok(Next::Done(None, Outcome::Partial(why)));
        let Some(next) = from.join(next).ok().filter(|next| self.base.covers(next)) else {
            return partial("the next page lies outside the portal".to_owned());
        };
        let parts = ids.iter().map(String::as_bytes).collect::<Vec<_>>();
        let items = (!parts.is_empty()).then(|| hash(&parts));
        match walk.step(next.into(), items) {
            Ok(()) => Ok(Next::More(Place::Page(walk).write()?)),
            Err(why) => partial(why),
        }
    }

    /// Ends a query. What is missing is never taken for nothing, and an increment without news is no empty record.
    fn end(&self, walk: Walk) -> Result<Next, Error> {
        let mark = walk.mark().filter(|_| self.dialect.increments.by == Increment::LastUpdated);
        let outcome = match walk.complaint {
            Some(words) if walk.found => return Ok(Next::Done(None, Outcome::Partial(words))),
            Some(words) => return Ok(Next::Done(None, Outcome::Refused(words))),
            None if walk.found || walk.since.is_some() => Outcome::Done,
            None => Outcome::Empty,
        };
        Ok(Next::Done(mark.map(|mark| mark.write()).transpose()?, outcome))
    }
}

/// What was taken from a page.
#[derive(Default)]
struct Taken {
    items: Vec<Item>,
    /// Who the items are, to notice a page that comes again.
    ids: Vec<String>,
    warnings: Vec<String>,
}

impl Taken {
    fn take(&mut self, page: &Bytes, entry: &BundleEntry<'_>, walk: &mut Walk) {
        let Some(resource) = entry.resource else { return };
        let peek = Peek::read(resource);
        let is_outcome = peek.as_ref().is_some_and(|peek| peek.resource_type == "OperationOutcome");
        if is_outcome || entry.search_mode.as_ref().is_some_and(|mode| *mode == "outcome") {
            let Some(said) = words::outcome(resource) else { return };
            if said.failed && walk.complaint.is_none() {
                walk.complaint = Some(said.words.clone());
            }
            self.warnings.extend(Some(said.words).filter(|words| !words.is_empty()));
            return;
        }
        let mut put = Put::new(FHIR_JSON, page.slice_ref(resource));
        put.version = entry.response_etag.as_ref().map(ToString::to_string);
        put.full_url = entry.full_url.as_ref().map(ToString::to_string);
        put.envelope = entry.envelope.clone().map(Bytes::from);
        if let Some(peek) = peek {
            if let Some(updated) = peek.updated {
                walk.see(updated);
            }
            put.id = peek.id.clone();
            self.ids.push(format!("{}/{}", peek.resource_type, peek.id.unwrap_or_default()));
        }
        self.items.push(Item::Put(put));
    }
}
