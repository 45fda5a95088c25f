//! Letters: English, about the law of the United States.

mod amending;
mod answer;
mod asking;
mod complaint;
mod dispute;
mod parts;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::block::text;
use crate::course::Course;
use crate::{Block, FeeState, LegalBasis, Refusal, Request, Standing};

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LetterKind {
    /// The request itself.
    Request,
    /// The answer is overdue.
    OverdueNotice,
    /// An extension, taken note of or objected to.
    ExtensionReply,
    /// A denial should be reviewed.
    ReviewRequest,
    /// A fee is objected to.
    FeeChallenge,
    /// What a complaint to the Office for Civil Rights asks for.
    Complaint,
    /// The person disagrees with the denial of an amendment.
    DisagreementStatement,
    /// The request and the denial should go with what is disclosed later.
    InclusionRequest,
    /// Others should be told of an amendment that was accepted.
    NotifyRequest,
}

/// A letter: what it is made of, without any layout.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Letter {
    /// Which letter.
    pub kind: LetterKind,
    /// The title, as a document of it would have it.
    pub title: String,
    /// Who writes it.
    pub author: String,
    /// The date on it.
    pub date: Date,
    /// What it is made of.
    pub blocks: Vec<Block>,
}

impl LetterKind {
    /// Every letter.
    pub const ALL: &[Self] = &[
        Self::Request,
        Self::OverdueNotice,
        Self::ExtensionReply,
        Self::ReviewRequest,
        Self::FeeChallenge,
        Self::Complaint,
        Self::DisagreementStatement,
        Self::InclusionRequest,
        Self::NotifyRequest,
    ];

    /// Returns what it is called, of a request on this right.
    #[must_use]
    pub const fn name(self, basis: LegalBasis) -> &'static str {
        match (self, basis) {
            (Self::Request, LegalBasis::Access) => "Request for a copy of health records",
            (Self::Request, LegalBasis::Amendment) => "Request for amendment of health records",
            (Self::OverdueNotice, LegalBasis::Access) => "Overdue request for a copy of health records",
            (Self::OverdueNotice, LegalBasis::Amendment) => "Overdue request for amendment of health records",
            (Self::ExtensionReply, LegalBasis::Access) => {
                "Extension of a request for a copy of health records"
            }
            (Self::ExtensionReply, LegalBasis::Amendment) => {
                "Extension of a request for amendment of health records"
            }
            (Self::ReviewRequest, _) => "Request for review of a denial of access",
            (Self::FeeChallenge, _) => "Fee for a copy of health records",
            (Self::Complaint, _) => "Health information privacy complaint",
            (Self::DisagreementStatement, _) => "Statement of disagreement",
            (Self::InclusionRequest, _) => "Request and denial of amendment to go with disclosures",
            (Self::NotifyRequest, _) => "Persons to be told of an amendment",
        }
    }

    /// Says whether there is an occasion for it.
    pub(crate) fn is_due(self, standing: &Standing, course: &Course) -> bool {
        let state = standing.state;
        let is_running = !state.is_final();
        match self {
            Self::Request => is_running,
            Self::OverdueNotice => standing.is_overdue && state.is_awaited(),
            Self::ExtensionReply => is_running && !standing.extensions.is_empty(),
            Self::ReviewRequest => course.may_ask_review(),
            Self::FeeChallenge => is_running && matches!(standing.fee, FeeState::Quoted(_)),
            Self::Complaint => is_running && standing.complaint_by.is_some(),
            Self::DisagreementStatement => course.may_disagree(),
            Self::InclusionRequest => course.may_ask_inclusion(),
            Self::NotifyRequest => is_running && !standing.untold.is_empty(),
        }
    }
}

impl Letter {
    /// Returns it as plain text, UTF-8, lines ended by a line feed.
    #[must_use]
    pub fn to_text(&self) -> String {
        text(&self.blocks)
    }
}

impl Request {
    /// Writes a letter, dated on a day of the holder's time zone.
    ///
    /// The wording is information and no legal advice: the person reads it before it is sent, and may change it.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoOccasion`] if there is nothing to write it about on that day; [`Refusal::Incomplete`] if something
    /// must be filled in first.
    pub fn letter(&self, kind: LetterKind, date: Date) -> Result<Letter, Refusal> {
        let standing = self.standing(date);
        if !kind.is_due(&standing, &self.course()) {
            return Err(Refusal::NoOccasion);
        }
        let missing = self.facts.missing();
        if !missing.is_empty() {
            return Err(Refusal::Incomplete(missing));
        }
        let blocks = match kind {
            LetterKind::Request => match &self.facts.amendment {
                Some(amendment) => amending::request(self, amendment, date),
                None => asking::request(self, date),
            },
            LetterKind::OverdueNotice => asking::overdue(self, &standing, date),
            LetterKind::ExtensionReply => answer::extension(self, &standing, date),
            LetterKind::ReviewRequest => answer::review(self, date),
            LetterKind::FeeChallenge => answer::fee(self, &standing, date),
            LetterKind::Complaint => complaint::form(self, &standing, date),
            LetterKind::DisagreementStatement => dispute::statement(self, date),
            LetterKind::InclusionRequest => dispute::inclusion(self, date),
            LetterKind::NotifyRequest => dispute::notify(self, &standing, date),
        };
        let author = parts::signer(&self.facts).0.to_owned();
        Ok(Letter { kind, title: kind.name(self.facts.basis()).to_owned(), author, date, blocks })
    }
}
