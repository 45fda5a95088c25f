//! Consents, as JSON.

use backpack_keep::{Answer, ConsentRow, Relation};
use serde::{Deserialize, Serialize};

use super::ActorLine;
use crate::text::At;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConsentLine {
    number: u32,
    name: String,
    version: String,
    answer: AnswerLine,
    at: At,
    by: ActorLine,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnswerLine {
    Given,
    Refused,
    Withdrawn,
    Affirmed(RelationLine),
    Pending,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RelationLine {
    Parent,
    Guardian,
    HealthCareAgent,
    Spouse,
    Child,
    Other(String),
}

impl ConsentLine {
    /// Returns the line of an answer; `None` if this version has no word for it.
    pub(crate) fn new(row: &ConsentRow) -> Option<Self> {
        let answer = match &row.answer {
            Answer::Given => AnswerLine::Given,
            Answer::Refused => AnswerLine::Refused,
            Answer::Withdrawn => AnswerLine::Withdrawn,
            Answer::Affirmed(relation) => AnswerLine::Affirmed(RelationLine::new(relation)?),
            Answer::Pending => AnswerLine::Pending,
            _ => return None,
        };
        let (name, version) = (row.name.clone(), row.version.clone());
        Some(Self { number: row.number, name, version, answer, at: At(row.at), by: ActorLine::new(&row.by)? })
    }

    pub(crate) fn row(self) -> ConsentRow {
        let answer = match self.answer {
            AnswerLine::Given => Answer::Given,
            AnswerLine::Refused => Answer::Refused,
            AnswerLine::Withdrawn => Answer::Withdrawn,
            AnswerLine::Affirmed(relation) => Answer::Affirmed(relation.kept()),
            AnswerLine::Pending => Answer::Pending,
        };
        ConsentRow::new(self.number, self.name, answer, self.at.0, self.by.actor()).with_version(self.version)
    }
}

impl RelationLine {
    fn new(kept: &Relation) -> Option<Self> {
        Some(match kept {
            Relation::Parent => Self::Parent,
            Relation::Guardian => Self::Guardian,
            Relation::HealthCareAgent => Self::HealthCareAgent,
            Relation::Spouse => Self::Spouse,
            Relation::Child => Self::Child,
            Relation::Other(words) => Self::Other(words.clone()),
            _ => return None,
        })
    }

    fn kept(self) -> Relation {
        match self {
            Self::Parent => Relation::Parent,
            Self::Guardian => Relation::Guardian,
            Self::HealthCareAgent => Relation::HealthCareAgent,
            Self::Spouse => Relation::Spouse,
            Self::Child => Relation::Child,
            Self::Other(words) => Relation::Other(words),
        }
    }
}
