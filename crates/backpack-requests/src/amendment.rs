//! What a request for amendment asks for: 45 CFR 164.526.

use backpack_core::{FileId, RecordId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{AmendmentGround, Missing};

/// What should be amended, and who should be told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Amendment {
    /// What is wrong, one finding after the other. Events name them by their place, from 0.
    pub findings: Vec<Finding>,
    /// Whom the holder should tell of the amendment: 45 CFR 164.526(c)(3)(i).
    pub notify: Vec<Recipient>,
    /// Why somebody else, who wrote it, is no longer there to amend it, if that is so: the holder may then not deny the
    /// request because it did not create the record (45 CFR 164.526(a)(2)(i)).
    pub originator_gone: Option<String>,
}

/// One thing that is wrong in one record. What the record says is copied: the request says it whatever comes later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The record.
    pub record: RecordId,
    /// The version of it that says so, by its number from 0.
    pub version: u32,
    /// What the record is called.
    pub title: String,
    /// Its date, as the source gives it.
    pub date: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What the holder's system calls it, such as `Observation/42`.
    pub identity: Option<String>,
    /// Where in it the mistake is, such as `valueQuantity.value`; `None` if the record as a whole is wrong.
    pub element: Option<String>,
    /// The exact value of that element, as JSON; `None` if it is not there, or the record as a whole is wrong.
    pub says: Option<String>,
    /// Why it is wrong, in the person's words.
    pub wrong: String,
    /// What it should say.
    pub wanted: Option<Wanted>,
    /// What shows that it is wrong.
    pub evidence: Vec<Evidence>,
}

/// What a record should say instead. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Wanted {
    /// This value, as JSON, in place of the element's.
    Value(String),
    /// The element should not be there.
    Nothing,
    /// What the person asks for, in their words: for a record that is wrong as a whole.
    Words(String),
}

/// What shows that a record is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// What it is, such as "lab report of 7 March 2024".
    pub words: String,
    /// The file of the Backpack that goes with the letter, if it is one.
    pub file: Option<FileId>,
}

/// Somebody whom the holder should tell of an amendment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Recipient {
    /// The name.
    pub name: String,
    /// Where to reach them, line by line; empty if it is not known.
    pub address: Vec<String>,
}

/// How a holder decided on an amendment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The day.
    pub date: Date,
    /// The places of the findings that it accepted, from 0.
    pub accepted: Vec<u16>,
    /// The places of those that it denied.
    pub denied: Vec<u16>,
    /// On which ground it denied them; `None` if it denied none, or gave no ground of the rule.
    pub ground: Option<AmendmentGround>,
}

impl Amendment {
    /// Returns a request to amend what was found, and to tell nobody else.
    #[must_use]
    pub fn of(findings: impl IntoIterator<Item = Finding>) -> Self {
        Self { findings: findings.into_iter().collect(), ..Self::default() }
    }

    /// Adds somebody whom the holder should tell.
    #[must_use]
    pub fn telling(
        mut self,
        name: impl Into<String>,
        address: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let address = address.into_iter().map(Into::into).collect();
        self.notify.push(Recipient { name: name.into(), address });
        self
    }

    /// Says why whoever wrote it is no longer there to amend it.
    #[must_use]
    pub fn because_originator_is_gone(mut self, why: impl Into<String>) -> Self {
        self.originator_gone = Some(why.into());
        self
    }

    /// Returns what must be filled in before it can be sent: a holder may demand a reason (45 CFR 164.526(b)(1)).
    pub(crate) fn missing(&self) -> Vec<Missing> {
        let no_reason = self.findings.iter().any(|finding| finding.wrong.trim().is_empty());
        let no_wish = self.findings.iter().any(|finding| match &finding.wanted {
            None => true,
            Some(Wanted::Words(words)) => words.trim().is_empty(),
            Some(Wanted::Value(_) | Wanted::Nothing) => false,
        });
        let lacks = [
            (self.findings.is_empty(), Missing::Finding),
            (no_reason, Missing::Reason),
            (no_wish, Missing::Wanted),
        ];
        lacks.into_iter().filter_map(|(holds, what)| holds.then_some(what)).collect()
    }

    /// Returns the places of the findings, from 0.
    pub(crate) fn places(&self) -> impl Iterator<Item = u16> {
        (0_u16..).take(self.findings.len())
    }
}

impl Finding {
    /// Returns a finding about a version of a record that is called so, with nothing said yet of what is wrong in it.
    #[must_use]
    pub fn new(record: RecordId, version: u32, title: impl Into<String>) -> Self {
        Self {
            record,
            version,
            title: title.into(),
            date: None,
            author: None,
            identity: None,
            element: None,
            says: None,
            wrong: String::new(),
            wanted: None,
            evidence: Vec::new(),
        }
    }

    /// Says where in the record the mistake is, and what stands there, as JSON.
    #[must_use]
    pub fn at(mut self, element: impl Into<String>, says: Option<String>) -> Self {
        (self.element, self.says) = (Some(element.into()), says);
        self
    }

    /// Says why it is wrong.
    #[must_use]
    pub fn because(mut self, wrong: impl Into<String>) -> Self {
        self.wrong = wrong.into();
        self
    }

    /// Says what it should say.
    #[must_use]
    pub fn should_say(mut self, wanted: Wanted) -> Self {
        self.wanted = Some(wanted);
        self
    }

    /// Adds what shows that it is wrong, in words, and the file that goes with the letter.
    #[must_use]
    pub fn with_evidence(mut self, words: impl Into<String>, file: Option<FileId>) -> Self {
        self.evidence.push(Evidence { words: words.into(), file });
        self
    }
}
