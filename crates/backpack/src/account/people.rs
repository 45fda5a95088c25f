//! Adding another person: begun, affirmed and consented to, or gone again.

use backpack_core::SpaceId;
use backpack_keep::{Act, Answer, ConsentRow, Keep, Person, RowBatch};

use super::Account;
use super::backpacks::check_new_person;
use crate::people::{Affirmation, Begun, Consent, REPRESENTATIVE, Whose, invalid};
use crate::{Backpack, Error, ErrorKind};

/// The Backpack of another person on its way in. Nobody sees it until [`Adding::finish`]: it is in no list, opens under no
/// id, is never synced nor backed up.
///
/// Dropped, or after a crash, it waits: [`Account::unfinished_people`] lists it, [`Account::resume_person`] goes on.
#[derive(Clone, Debug)]
pub struct Adding {
    account: Account,
    backpack: Backpack,
    required: Vec<String>,
}

/// What became of a person who was to be added.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Added {
    /// The Backpack is there.
    There(Backpack),
    /// A consent without which it cannot be was refused, and nothing is left of it.
    Refused,
}

impl Added {
    /// Returns the Backpack, if it is there.
    #[must_use]
    pub fn there(self) -> Option<Backpack> {
        match self {
            Self::There(backpack) => Some(backpack),
            Self::Refused => None,
        }
    }
}

impl Account {
    /// Begins to add another person, whom the account's holder represents. It ends with [`Adding::finish`] or
    /// [`Adding::refuse`].
    ///
    /// One's own Backpack needs neither affirmation nor consents: [`Account::add_backpack`].
    ///
    /// Cancel-safe: a dropped call leaves nothing, or one that [`Account::unfinished_people`] lists.
    ///
    /// # Errors
    ///
    /// As [`Account::add_backpack`].
    pub async fn add_person(&self, person: Person) -> Result<Adding, Error> {
        check_new_person(&person)?;
        let (space, keys) = self.new_space().await?;
        let keep = Keep::create_unfinished(self.parts(space, keys).await?, person).await?;
        Ok(self.adding(self.remember(keep).await))
    }

    /// Lists the people who were begun to be added, by id.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::backpack`].
    pub async fn unfinished_people(&self) -> Result<Vec<Begun>, Error> {
        let mut begun = Vec::new();
        for id in self.spaces().await? {
            let whose = match self.whose(id).await {
                // Somebody else's, to which the account has no access any more.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => continue,
                whose => whose?,
            };
            if whose.is_none()
                && let Some(person) = self.person_of(id).await?
            {
                begun.push(Begun::new(id, person));
            }
        }
        Ok(begun)
    }

    /// Goes on with a person who was begun to be added, in this process or an earlier one.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is none such, and those of [`Account::backpack`].
    pub async fn resume_person(&self, id: SpaceId) -> Result<Adding, Error> {
        let backpack = match self.still_open(id).await? {
            Some(open) => open,
            None => {
                let keys = self.backpack_keys(id).await?;
                self.remember(Keep::open(self.parts(id, keys).await?).await?).await
            }
        };
        if backpack.check_there().is_ok() {
            return Err(Error::new(ErrorKind::NotFound("unfinished person"), "add person"));
        }
        Ok(self.adding(backpack))
    }

    fn adding(&self, backpack: Backpack) -> Adding {
        Adding { account: self.clone(), backpack, required: self.0.options.required_consents.clone() }
    }

    /// Returns whose a Backpack is; `None` while it is being added.
    pub(super) async fn whose(&self, id: SpaceId) -> Result<Option<Whose>, Error> {
        let answers = Keep::peek_consents(&self.parts(id, self.backpack_keys(id).await?).await?).await?;
        let is_pending = answers.first().is_some_and(|row| row.answer == Answer::Pending);
        if is_pending {
            return Ok(None);
        }
        let sharing = self.peek_sharing(id).await?;
        let member = sharing.as_ref().and_then(|row| row.member(self.id()));
        Ok(Some(Whose::seen_by(member, &answers)))
    }

    /// Refuses what may be added without asking only once: where the host declared consents, another person has theirs.
    pub(super) async fn check_first(&self) -> Result<(), Error> {
        if self.0.options.required_consents.is_empty() || self.backpacks().await?.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::NotPermitted("add a person without their consents"), "add backpack"))
    }
}

impl Adding {
    /// Returns the id that the Backpack will have.
    #[must_use]
    pub fn id(&self) -> SpaceId {
        self.backpack.id()
    }

    /// Returns the Backpack, to put in what is known before the answers, such as a picture of the person.
    #[must_use]
    pub const fn backpack(&self) -> &Backpack {
        &self.backpack
    }

    /// Demands a consent, beside those that the account's options demand.
    #[must_use]
    pub fn requiring(mut self, name: impl Into<String>) -> Self {
        self.required.push(name.into());
        self
    }

    /// Takes the affirmation and the answers, and makes the Backpack there; all in one commit. If a consent that is demanded
    /// was refused, everything is deleted instead. Other refusals are kept as such.
    ///
    /// Cancel-safe: the Backpack is there with all of the answers, or it goes on waiting for them; or, once refused, it is
    /// gone or waits for the deletion to be asked for again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if a consent that is demanded was not answered, one was answered twice, or a name or version is
    /// blank or over 200 bytes; nothing has changed then. [`ErrorKind::Busy`] if it was finished meanwhile,
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn finish(&self, affirmation: Affirmation, consents: Vec<Consent>) -> Result<Added, Error> {
        affirmation.check()?;
        consents.iter().try_for_each(Consent::check)?;
        for (at, consent) in consents.iter().enumerate() {
            if consents.iter().take(at).any(|other| other.name == consent.name) {
                return Err(invalid("a consent was answered twice"));
            }
        }
        let answered = |name: &String| consents.iter().find(|consent| consent.name == *name);
        if self.required.iter().any(|name| answered(name).is_some_and(|consent| !consent.is_given)) {
            self.refuse().await?;
            return Ok(Added::Refused);
        }
        if !self.required.iter().all(|name| answered(name).is_some()) {
            return Err(invalid("a consent that is demanded was not answered"));
        }
        self.write(affirmation, consents).await?;
        self.account.tell(Act::BackpackAdded(self.id())).await;
        Ok(Added::There(self.backpack.clone()))
    }

    /// Deletes what was begun: its key first, so that nothing of it can be read any more, then the rest.
    ///
    /// Cancel-safe, as [`Account::delete_backpack`]; call it again if it was dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`] if it was finished meanwhile, and those of [`Account::delete_backpack`].
    pub async fn refuse(&self) -> Result<(), Error> {
        self.backpack.catch_up().await?;
        if self.backpack.check_there().is_ok() {
            return Err(Error::new(ErrorKind::NotPermitted("refuse what was agreed to"), "add person"));
        }
        self.account.delete_backpack(self.id()).await
    }

    async fn write(&self, affirmation: Affirmation, consents: Vec<Consent>) -> Result<(), Error> {
        let (keep, now) = (self.backpack.whole(), self.backpack.now());
        let actor = keep.actor();
        let pending = ConsentRow::name_of(0);
        let Some((_, version)) = keep.row::<ConsentRow>(&pending).await? else {
            return Err(Error::new(ErrorKind::Busy, "add person"));
        };
        let at = affirmation.at.unwrap_or(now);
        let affirmed = Answer::Affirmed(affirmation.relation);
        let affirmed =
            ConsentRow::new(1, REPRESENTATIVE, affirmed, at, actor.clone()).with_version(affirmation.version);
        let batch =
            RowBatch::new().require_at::<ConsentRow>(pending.clone(), version).delete::<ConsentRow>(pending);
        let mut batch = batch.put(&affirmed).act(actor.clone(), Act::Consented(REPRESENTATIVE.to_owned()));
        for (consent, number) in consents.into_iter().zip(2..) {
            let (answer, at) = (consent.answer(), consent.at.unwrap_or(now));
            if consent.is_given {
                batch = batch.act(actor.clone(), Act::Consented(consent.name.clone()));
            }
            let row = ConsentRow::new(number, consent.name, answer, at, actor.clone());
            batch = batch.put(&row.with_version(consent.version));
        }
        keep.write(batch).await?;
        Ok(())
    }
}
