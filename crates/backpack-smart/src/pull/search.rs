//! A search, page by page.

use backpack_connect::{Cursor, Error, ErrorKind, Next, Outcome, Page};
use backpack_core::Timestamp;
use backpack_record::{Bundle, Refusal};
use url::Url;

use super::ask::Question;
use super::honoured::ignored;
use super::place::{Place, Walk, hash};
use super::taken::{IGNORES_SINCE, Sieve, Taken};
use super::{Asking, OPERATION, ended};
use crate::dialect::PatientParameter;
use crate::memory::Part;
use crate::plan::Search;
use crate::status::{is_trouble, trouble};
use crate::wire::Answer;
use crate::{instant, words};

impl Asking<'_> {
    pub(super) async fn search(&self, search: &Search, cursor: Option<&Cursor>) -> Result<Page, Error> {
        let Some(with) = self.granted.search(&search.resource_type, &search.with) else {
            return Ok(ended(Outcome::NotGranted));
        };
        let (since, by_reference) = match cursor.map(Place::read).transpose()? {
            Some(Place::Page(walk)) => return self.later(search, walk).await,
            None => (None, false),
            Some(Place::Since(since)) => (Some(since), false),
            Some(Place::SinceByReference(since)) => (Some(since), true),
            Some(Place::Read { .. }) => return Err(expired()),
        };
        let since = since.filter(|_| self.has_increments(search));
        let (parts, answer) = self.first(search, &with, since, by_reference).await?;
        let mut walk = Walk::since(parts.since, parts.by_reference);
        if !answer.status.is_success() {
            return self.refused(search, &walk, &answer);
        }
        walk.began = instant::date(&answer.headers).map(Timestamp::as_millis);
        self.read_page(search, walk, &answer)
    }

    async fn later(&self, search: &Search, walk: Walk) -> Result<Page, Error> {
        // The token never goes where a cursor that was tampered with would send it.
        let url = Url::parse(&walk.next).ok().filter(|url| self.base.covers(url)).ok_or_else(expired)?;
        let answer = self.ask(&Question::get(url)).await?;
        if answer.status.is_success() {
            self.read_page(search, walk, &answer)
        } else {
            self.refused(search, &walk, &answer)
        }
    }

    /// Says what a status other than success means for this query.
    fn refused(&self, search: &Search, walk: &Walk, answer: &Answer) -> Result<Page, Error> {
        let status = answer.status.as_u16();
        if is_trouble(answer.status) {
            return Err(trouble(self.context, answer.status, &answer.headers, OPERATION));
        }
        let first = walk.pages == 0;
        // A later page that is gone, and an increment that is not understood, are asked for anew from the start.
        if first && walk.since.is_some() && matches!(status, 400 | 422) {
            self.site.memory.note(self.patient, Part::Since, &search.resource_type);
            return Err(expired());
        }
        if !first && matches!(status, 400 | 404 | 410 | 422) {
            return Err(expired());
        }
        if !first {
            let words = self.words(answer);
            return Ok(ended(Outcome::Partial(format!(
                "page {} was refused: {words}",
                walk.pages.saturating_add(1)
            ))));
        }
        let not_supported =
            matches!(status, 404 | 405 | 406 | 415 | 501) || status == 400 && self.is_undeclared(search);
        if not_supported {
            return Ok(ended(Outcome::NotSupported));
        }
        Ok(ended(refusal(search, self.words(answer))))
    }

    fn read_page(&self, search: &Search, mut walk: Walk, answer: &Answer) -> Result<Page, Error> {
        let malformed = |why| Error::new(ErrorKind::Malformed(why), OPERATION);
        let bundle = match Bundle::split(&answer.body) {
            Ok(bundle) => bundle,
            Err(why) => return self.no_page(search, &walk, answer, why),
        };
        if bundle.bundle_type.as_ref().is_some_and(|kind| *kind != "searchset") {
            return Err(malformed("its page is another sort of Bundle"));
        }
        let mut taken = Taken::default();
        if walk.pages == 0 {
            self.compare(search, bundle.link("self"), &answer.url, &mut walk, &mut taken.warnings);
        }
        let sieve = Sieve { search, token: &self.keys.access, provenance: self.may_have_provenance(search) };
        for entry in &bundle.entries {
            sieve.take(&answer.body, entry, &mut walk, &mut taken);
        }
        if taken.has_match {
            self.site.memory.found(self.patient, walk.by_reference);
        }
        walk.found |= !taken.items.is_empty();
        let mut page = Page::new(taken.items, Next::Done(None, Outcome::Done));
        page.next = self.go_on(search, walk, bundle.link("next"), &answer.url, &taken.ids)?;
        page.envelope = Some(bundle.envelope.into());
        page.warnings = taken.warnings;
        page.bytes = answer.body.len() as u64;
        Ok(page)
    }

    /// Says what came in place of a page.
    fn no_page(&self, search: &Search, walk: &Walk, answer: &Answer, why: Refusal) -> Result<Page, Error> {
        let malformed = |why| Error::new(ErrorKind::Malformed(why), OPERATION);
        match words::outcome(&answer.body) {
            Some(said) if said.failed && walk.pages == 0 => {
                Ok(ended(refusal(search, self.without_token(said.words))))
            }
            Some(_) => Err(malformed("an outcome in place of a page")),
            None if !answer.looks_like_json() => Err(malformed("its page is no JSON object")),
            None => Err(malformed("its page is no Bundle").with_source(why)),
        }
    }

    /// Compares the self link with what was asked.
    fn compare(
        &self,
        search: &Search,
        link: Option<&str>,
        from: &Url,
        walk: &mut Walk,
        warnings: &mut Vec<String>,
    ) {
        let by_patient = self.dialect.search.patient != PatientParameter::Omitted;
        let ignored = ignored(link, from, search, by_patient, walk.since.is_some());
        if ignored.patient {
            walk.anyone = true;
            warnings.push("the portal did not look for this patient alone".to_owned());
        }
        if ignored.since {
            walk.ignored = true;
            warnings.push(IGNORES_SINCE.to_owned());
        }
        warnings.extend(ignored.narrowing.iter().map(|name| format!("the portal did not honour {name}")));
    }

    /// Decides where the query goes on. Only the portal's own next link is followed, and only on the portal itself.
    fn go_on(
        &self,
        search: &Search,
        mut walk: Walk,
        next: Option<&str>,
        from: &Url,
        ids: &[String],
    ) -> Result<Next, Error> {
        let Some(next) = next else { return self.end(search, walk) };
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
    fn end(&self, search: &Search, walk: Walk) -> Result<Next, Error> {
        if walk.ignored {
            // From now on it is asked in full, and known to be: what is then missing is gone at the portal.
            self.site.memory.note(self.patient, Part::Since, &search.resource_type);
        }
        let mark = walk.mark().filter(|_| self.has_increments(search));
        let is_increment = walk.since.is_some() && !walk.ignored;
        let outcome = match walk.complaint {
            Some(words) if walk.found => return Ok(Next::Done(None, Outcome::Partial(words))),
            Some(words) => return Ok(Next::Done(None, refusal(search, words))),
            None if walk.found || is_increment => Outcome::Done,
            None => Outcome::Empty,
        };
        Ok(Next::Done(mark.map(|mark| mark.write()).transpose()?, outcome))
    }
}

/// A question that no portal has to know is not refused, but unknown.
fn refusal(search: &Search, words: String) -> Outcome {
    if search.rest { Outcome::NotSupported } else { Outcome::Refused(words) }
}

fn expired() -> Error {
    Error::new(ErrorKind::CursorExpired, OPERATION)
}
