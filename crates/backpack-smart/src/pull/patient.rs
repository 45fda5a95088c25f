//! The patient, read by id.

use backpack_connect::{Cursor, Error, ErrorKind, Gone, Item, Next, Outcome, Page, Put};
use http::header::{ETAG, IF_NONE_MATCH};
use http::{HeaderValue, StatusCode};

use super::ask::Question;
use super::place::{Place, hash};
use super::{Asking, OPERATION, Peek, ended};
use crate::status::{is_trouble, trouble};
use crate::wire::FHIR_JSON;

impl Asking<'_> {
    /// Reads the patient. A later pull gives it again only if it changed: by the portal's word, else by its bytes.
    pub(super) async fn read_patient(&self, cursor: Option<&Cursor>) -> Result<Page, Error> {
        if !self.granted.reads("Patient") {
            return Ok(ended(Outcome::NotGranted));
        }
        let known = match cursor.map(Place::read).transpose()? {
            Some(Place::Read { etag, hash }) => Some((etag, hash)),
            _ => None,
        };
        let mut question = Question::get(self.read_url("Patient", self.patient));
        let etag = known.as_ref().and_then(|(etag, _)| HeaderValue::from_str(etag.as_deref()?).ok());
        if let Some(etag) = etag {
            question = question.header(IF_NONE_MATCH, etag);
        }
        let answer = self.ask(&question).await?;
        if answer.status == StatusCode::NOT_MODIFIED && known.is_some() {
            return Ok(Page::new(Vec::new(), Next::Done(cursor.cloned(), Outcome::Done)));
        }
        if is_trouble(answer.status) {
            return Err(trouble(self.context, answer.status, &answer.headers, OPERATION));
        }
        if answer.status == StatusCode::GONE && known.is_some() {
            let gone = Item::Gone(Gone::new("Patient", self.patient));
            return Ok(Page::new(vec![gone], Next::Done(None, Outcome::Done)));
        }
        if !answer.status.is_success() {
            return Ok(ended(Outcome::Refused(self.words(&answer))));
        }
        let id = match Peek::read(&answer.body) {
            Some(peek) if peek.resource_type == "Patient" => peek.id,
            _ => return Err(Error::new(ErrorKind::Malformed("its patient is no Patient"), OPERATION)),
        };
        let etag = answer.headers.get(ETAG).and_then(|etag| etag.to_str().ok()).map(ToOwned::to_owned);
        let hash = hash(&[&answer.body]);
        let mut page = Page::new(Vec::new(), Next::Done(None, Outcome::Done));
        if id.as_deref().is_some_and(|id| id != self.patient) {
            page.warnings.push("the portal answered with another patient, perhaps a merged one".to_owned());
        }
        page.bytes = answer.body.len() as u64;
        if known.is_none_or(|(_, known)| known != hash) {
            let mut put = Put::new(FHIR_JSON, answer.body);
            put.id = id;
            put.version.clone_from(&etag);
            page.items.push(Item::Put(put));
        }
        page.next = Next::Done(Some(Place::Read { etag, hash }.write()?), Outcome::Done);
        Ok(page)
    }
}
