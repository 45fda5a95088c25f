//! Letters: English, about the law of the United States.

mod answer;
mod asking;
mod complaint;
mod parts;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::block::text;
use crate::{Block, FeeState, Refusal, Request, Standing, State};

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
    ];

    /// Returns what it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "Request for a copy of health records",
            Self::OverdueNotice => "Overdue request for a copy of health records",
            Self::ExtensionReply => "Extension of a request for a copy of health records",
            Self::ReviewRequest => "Request for review of a denial of access",
            Self::FeeChallenge => "Fee for a copy of health records",
            Self::Complaint => "Health information privacy complaint",
        }
    }

    /// Says whether there is an occasion for it.
    pub(crate) fn is_due(self, standing: &Standing) -> bool {
        let state = standing.state;
        let is_running = !state.is_final();
        match self {
            Self::Request => is_running,
            Self::OverdueNotice => standing.is_overdue && state.is_awaited(),
            Self::ExtensionReply => is_running && !standing.extensions.is_empty(),
            Self::ReviewRequest => state == State::DeniedReviewable,
            Self::FeeChallenge => is_running && matches!(standing.fee, FeeState::Quoted(_)),
            Self::Complaint => is_running && standing.complaint_by.is_some(),
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
        if !kind.is_due(&standing) {
            return Err(Refusal::NoOccasion);
        }
        let missing = self.facts.missing();
        if !missing.is_empty() {
            return Err(Refusal::Incomplete(missing));
        }
        let blocks = match kind {
            LetterKind::Request => asking::request(self, date),
            LetterKind::OverdueNotice => asking::overdue(self, &standing, date),
            LetterKind::ExtensionReply => answer::extension(self, &standing, date),
            LetterKind::ReviewRequest => answer::review(self, date),
            LetterKind::FeeChallenge => answer::fee(self, &standing, date),
            LetterKind::Complaint => complaint::form(self, &standing, date),
        };
        let author = parts::signer(&self.facts).0.to_owned();
        Ok(Letter { kind, title: kind.name().to_owned(), author, date, blocks })
    }
}
