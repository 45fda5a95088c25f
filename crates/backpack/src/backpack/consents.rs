//! Consents: what was agreed to for the person, given and taken back; every answer is kept.

use std::collections::BTreeMap;

use backpack_keep::{Act, Answer, ConsentRow, RowBatch};

use super::Backpack;
use crate::people::{Consent, ConsentState, Whose};
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// How often an answer is numbered anew because another writer was faster.
const ATTEMPTS: usize = 64;

impl Backpack {
    /// Returns how each consent stands, by name.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn consents(&self) -> Result<Vec<ConsentState>, Error> {
        let mut latest = BTreeMap::new();
        for row in self.consent_history().await? {
            if !matches!(row.answer, Answer::Affirmed(_)) {
                latest.insert(row.name.clone(), ConsentState::of(row));
            }
        }
        Ok(latest.into_values().collect())
    }

    /// Returns every answer ever given, affirmations among them, in order. Nothing is ever taken out of it.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::consents`].
    pub async fn consent_history(&self) -> Result<Vec<ConsentRow>, Error> {
        self.permit(Operation::Read)?;
        let mut rows: Vec<ConsentRow> = self.0.keep.rows().await?;
        rows.retain(|row| row.number > 0);
        rows.sort_by_key(|row| row.number);
        Ok(rows)
    }

    /// Says whose the Backpack is: one's own, or somebody's whom one represents, as affirmed last.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::consents`].
    pub async fn whose(&self) -> Result<Whose, Error> {
        let answers = self.consent_history().await?;
        Ok(Whose::seen_by(self.0.keep.member().as_ref(), &answers))
    }

    /// Keeps an answer, given or refused. What was answered before stays in the history.
    ///
    /// Cancel-safe: it is kept whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if the name or the version is blank or over 200 bytes, [`ErrorKind::Busy`] if others answer
    /// all the time, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn answer_consent(&self, consent: Consent) -> Result<(), Error> {
        self.permit(Operation::Describe)?;
        consent.check()?;
        self.append_answer(|_| Ok(consent.clone()), |consent| consent.answer()).await
    }

    /// Takes a consent back that was given. What follows from that is the host's: nothing here is deleted by it.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if it is not given, and those of [`Backpack::answer_consent`].
    pub async fn withdraw_consent(&self, name: &str) -> Result<(), Error> {
        self.permit(Operation::Describe)?;
        let given = |rows: &[ConsentRow]| {
            let last = rows.iter().rev().find(|row| row.name == name);
            match last.filter(|row| row.answer == Answer::Given) {
                Some(row) => Ok(Consent::given(name, row.version.clone())),
                None => Err(Error::new(ErrorKind::NotFound("consent"), "withdraw consent")),
            }
        };
        self.append_answer(given, |_| Answer::Withdrawn).await
    }

    /// Answers are numbered: of two who answer at once one is asked to number anew, so that their order is one.
    async fn append_answer(
        &self,
        consent: impl Fn(&[ConsentRow]) -> Result<Consent, Error> + Send,
        answer: impl Fn(&Consent) -> Answer + Send,
    ) -> Result<(), Error> {
        let actor = self.0.keep.actor();
        for _ in 0..ATTEMPTS {
            let rows = self.consent_history().await?;
            let consent = consent(&rows)?;
            let (answer, at) = (answer(&consent), consent.at.unwrap_or_else(|| self.now()));
            let number = rows.last().map_or(1, |row| row.number + 1);
            let act = match answer {
                Answer::Given => Some(Act::Consented(consent.name.clone())),
                Answer::Withdrawn => Some(Act::ConsentWithdrawn(consent.name.clone())),
                _ => None,
            };
            let row = ConsentRow::new(number, consent.name, answer, at, actor.clone())
                .with_version(consent.version);
            let batch = RowBatch::new().require_absent::<ConsentRow>(ConsentRow::name_of(number)).put(&row);
            let batch = act.into_iter().fold(batch, |batch, act| batch.act(actor.clone(), act));
            match self.0.keep.write(batch).await {
                Err(backpack_keep::Error::Conflict) => self.catch_up().await.map(drop)?,
                written => return written.map(drop).map_err(Error::from),
            }
        }
        Err(Error::new(ErrorKind::Busy, "answer consent"))
    }
}
