//! Contacts that the records offer: accepted, or dismissed and not offered any more.

use backpack_core::ContactId;
use backpack_keep::{ContactRow, ContactTie, Dismissed, KeptContact, RowBatch};
use backpack_record::contact::{ContactKey, Met};

use super::Among;
use crate::Error;
use crate::backpack::Backpack;
use crate::contacts::Suggestion;
use crate::role::Operation;

impl Backpack {
    /// Returns whom the imported records describe or name, merged by identifier and name: the most often and most recently
    /// named first. Contacts that are kept, whoever was dismissed, and the person are left out.
    ///
    /// It reads every header, and the bodies of practitioners, their roles, and organisations.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn suggested_contacts(&self) -> Result<Vec<Suggestion>, Error> {
        self.permit(Operation::Read)?;
        let person = self.person().await?;
        let mut own = vec![person.name.as_str()];
        own.extend(person.profile.preferred.iter().chain(&person.profile.other_names).map(String::as_str));
        own.retain(|name| !name.trim().is_empty());
        let met = self.gathered(&self.circle()).await?.met(&own);
        let (kept, dismissed) = (self.contacts().await?, self.dismissed_contacts().await?);
        let among = Among::new(&kept);
        let is_kept = |met: &Met| {
            let is_tied = |record| among.tied_to(record).any(|(_, describes)| describes);
            among.same(&met.contact).is_some() || met.described_by.iter().copied().any(is_tied)
        };
        let is_dismissed = |met: &Met| {
            let key = ContactKey::of(&met.contact);
            dismissed.iter().any(|one| one.is_of(&key))
        };
        let met = met.into_iter().filter(|met| !is_kept(met) && !is_dismissed(met));
        Ok(met.map(Suggestion::of).collect())
    }

    /// Keeps a contact that was offered, tied to the records it was taken from. Accepted twice, it is one contact.
    ///
    /// Cancel-safe: the contact is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::add_contact`].
    pub async fn accept_contact(&self, suggestion: &Suggestion) -> Result<ContactId, Error> {
        self.permit(Operation::Contribute)?;
        super::check(&suggestion.contact)?;
        let described = suggestion.described_by.iter().map(|record| (*record, true));
        let named = suggestion.named_in.iter().map(|record| (*record, false));
        let tie = |(record, describes)| Some(ContactTie::new(record, self.version_of(record)?, describes));
        let id = self.0.keep.contact_id_of(&ContactKey::of(&suggestion.contact).text());
        let mut kept = KeptContact::new(id, suggestion.contact.clone(), self.now());
        kept.ties = described.chain(named).filter_map(tie).collect();
        self.put_new_contact(kept).await
    }

    /// Offers somebody no more, until [`Backpack::offer_again`].
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn dismiss_contact(&self, suggestion: &Suggestion) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let dismissed = Dismissed::new(&suggestion.contact, self.now());
        self.0.keep.write(RowBatch::new().put(&ContactRow::Dismissed(dismissed))).await?;
        Ok(())
    }

    /// Returns who is not offered any more, by name.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::contacts`].
    pub async fn dismissed_contacts(&self) -> Result<Vec<Dismissed>, Error> {
        self.permit(Operation::Read)?;
        let rows = self.0.keep.rows::<ContactRow>().await?.into_iter();
        let mut dismissed: Vec<Dismissed> = rows
            .filter_map(|row| match row {
                ContactRow::Dismissed(dismissed) => Some(dismissed),
                _ => None,
            })
            .collect();
        dismissed.sort_by(|a, b| (&a.shown, &a.key).cmp(&(&b.shown, &b.key)));
        Ok(dismissed)
    }

    /// Offers somebody again who was dismissed. Whoever was not is no error.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Backpack::dismiss_contact`].
    pub async fn offer_again(&self, dismissed: &Dismissed) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let name = Dismissed::name_of(&dismissed.key);
        self.0.keep.write(RowBatch::new().delete::<ContactRow>(name)).await?;
        Ok(())
    }
}

impl Suggestion {
    fn of(met: Met) -> Self {
        let Met { contact, described_by, named_in, mentions, latest, .. } = met;
        Self { contact, described_by, named_in, mentions, latest }
    }
}
