//! Links: between two records, seen from both, and from a record to a contact.

use backpack_core::{ContactId, EventId, RecordId, Timestamp};
use backpack_record::{Actor, Kind, OverlayChange, OverlayEvent, OverlayLink, Relation};

use super::Backpack;
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// A link between two records, seen from one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// The other record.
    pub record: RecordId,
    /// Which way it was made.
    pub direction: Direction,
    /// What the record that it leads from has to do with the one that it leads to.
    pub relation: Relation,
    /// The same in the person's words, if they gave any.
    pub words: Option<String>,
    /// The other record's kind and title, as corrected; `None` if it is no longer here.
    pub other: Option<(Kind, String)>,
    /// The event that made the link.
    pub event: EventId,
    /// Who made it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

/// Which way a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "there is no third way")]
pub enum Direction {
    /// From the record that was asked for to the other.
    To,
    /// From the other to the record that was asked for.
    From,
}

impl Backpack {
    /// Links a record to another: what it has to do with it, and the same in the person's words, if they give any. Linking
    /// the two the same way again replaces what was said.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if one of them is not there, [`ErrorKind::Invalid`] if they are one or the words are over
    /// 16 KiB, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn link(
        &self,
        id: RecordId,
        other: RecordId,
        relation: Relation,
        words: Option<&str>,
    ) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        if id == other {
            let kind = ErrorKind::Invalid("a record is not linked to itself".to_owned());
            return Err(Error::new(kind, "link records"));
        }
        self.known(other).await?;
        let words = words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        self.overlay(id, OverlayChange::Linked(other, relation, words)).await
    }

    /// Takes the links between two records off, whichever way they were made. The other need not be here any more.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or link, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn unlink(&self, id: RecordId, other: RecordId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let links = self.known_links(id).await?.into_iter().filter(|link| link.record == other);
        let (actor, now) = (self.0.keep.actor(), self.0.context.clock.now());
        let events: Vec<_> = links
            .map(|link| {
                let (from, to) = match link.direction {
                    Direction::To => (id, other),
                    Direction::From => (other, id),
                };
                OverlayEvent::new(from, actor.clone(), now, OverlayChange::Unlinked(to))
            })
            .collect();
        if events.is_empty() {
            return Err(Error::new(ErrorKind::NotFound("link"), "unlink records"));
        }
        Ok(self.0.keep.append(events).await?)
    }

    /// Returns the links of a record, those that lead to it too, in the order in which they were made. A link to a record
    /// that is no longer here stays, and says so. Answered from memory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`].
    pub fn links(&self, id: RecordId) -> Result<Vec<Link>, Error> {
        let own = self.record(id)?.overlay.links;
        let links = self.0.keep.catalog(|catalog| {
            let other =
                |id| catalog.record(id).map(|other| (other.kind(), other.title().as_str().to_owned()));
            let to = own.into_iter().map(|link| seen(link.to, Direction::To, other(link.to), link));
            let from = catalog.links_to(id).into_iter();
            let from = from.map(|(from, link)| seen(from, Direction::From, other(from), link.clone()));
            to.chain(from).collect::<Vec<_>>()
        });
        let mut links = links;
        links.sort_by_key(|link| (link.at, link.event));
        Ok(links)
    }

    /// Links a record to a contact. The link stays if the contact is removed.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or contact, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn link_contact(&self, id: RecordId, contact: ContactId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.contact(contact).await?;
        self.overlay(id, OverlayChange::ContactLinked(contact)).await
    }

    /// Takes the link from a record to a contact off. The contact stays.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or link, [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn unlink_contact(&self, id: RecordId, contact: ContactId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        if !self.known(id).await?.overlay.contacts.contains(&contact) {
            return Err(Error::new(ErrorKind::NotFound("link"), "unlink contact"));
        }
        self.overlay(id, OverlayChange::ContactUnlinked(contact)).await
    }

    /// Returns the contacts that the person linked a record to, in the order in which they did; one need not be here any
    /// more. [`Backpack::contacts_of_record`] also has those that the record names. Answered from memory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`].
    pub fn linked_contacts(&self, id: RecordId) -> Result<Vec<ContactId>, Error> {
        Ok(self.record(id)?.overlay.contacts)
    }

    /// Returns the records that the person linked to a contact, in the order in which they were first kept.
    /// [`Backpack::records_of_contact`] also has those that name it. Answered from memory.
    #[must_use]
    pub fn linked_to_contact(&self, contact: ContactId) -> Vec<RecordId> {
        self.0.keep.catalog(|catalog| catalog.linked_to_contact(contact))
    }

    /// Returns the links of a record, after looking whether another process wrote it a moment ago.
    async fn known_links(&self, id: RecordId) -> Result<Vec<Link>, Error> {
        self.known(id).await?;
        self.links(id)
    }
}

fn seen(record: RecordId, direction: Direction, other: Option<(Kind, String)>, link: OverlayLink) -> Link {
    let OverlayLink { relation, words, event, actor, at, .. } = link;
    Link { record, direction, relation, words, other, event, actor, at }
}
