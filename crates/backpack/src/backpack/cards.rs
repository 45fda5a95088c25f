//! Share cards: kept, changed, shown.

use backpack_core::{CardId, RecordId};
use backpack_keep::{CardLinkRow, CardRow, ConnectionRow, Filter, RowBatch, Show};
use backpack_record::{AllergyTo, Card, CardItem, Kind};
use backpack_store::Version;

use super::Backpack;
use crate::cards::{
    CardContact, CardContents, CardFile, CardPage, EMERGENCY, HEALTH_HISTORY, Looked, PageOptions, contents,
};
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// How often a row is written anew because another writer changed it.
pub(super) const ATTEMPTS: usize = 64;

impl Backpack {
    /// Returns the cards, the emergency card and that of the health history first: they are always there.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn cards(&self) -> Result<Vec<(CardId, Card)>, Error> {
        let mut rows: Vec<CardRow> = self.0.keep.rows().await?;
        rows.sort_by_key(|row| (row.made, row.id));
        let mut cards = Vec::with_capacity(rows.len() + 2);
        for id in [EMERGENCY, HEALTH_HISTORY] {
            let kept = rows.iter().position(|row| row.id == id).map(|at| rows.remove(at).card);
            cards.extend(kept.or_else(|| always_there(id)).map(|card| (id, card)));
        }
        cards.extend(rows.into_iter().map(|row| (row.id, row.card)));
        Ok(cards)
    }

    /// Returns one card.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn card(&self, id: CardId) -> Result<Card, Error> {
        Ok(self.card_row(id).await?.0.card)
    }

    /// Makes a card: one of allergies to food, or one on which everything is put by hand.
    ///
    /// Cancel-safe: it is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if a custom card has no name, [`ErrorKind::NotPermitted`], [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn add_card(&self, card: Card) -> Result<CardId, Error> {
        self.permit(Operation::Export)?;
        check(&card)?;
        let row = CardRow::new(CardId::random(), card, self.now());
        self.0.keep.write(RowBatch::new().put(&row)).await?;
        Ok(row.id)
    }

    /// Changes a card: its name, what is put on and taken off.
    ///
    /// Cancel-safe: it is as before, or changed whole. `change` may be called again if another writer was faster.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Invalid`] if a custom card loses its name, [`ErrorKind::NotPermitted`],
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn change_card(&self, id: CardId, change: impl Fn(&mut Card) + Send) -> Result<Card, Error> {
        self.permit(Operation::Export)?;
        for _ in 0..ATTEMPTS {
            let (mut row, version) = self.card_row(id).await?;
            let sort = row.card.sort;
            change(&mut row.card);
            row.card.sort = sort;
            check(&row.card)?;
            match self.0.keep.write(at_version(RowBatch::new().put(&row), id, version)).await {
                Err(backpack_keep::Error::Conflict) => {}
                written => return written.map(|_| row.card).map_err(Error::from),
            }
        }
        Err(Error::new(ErrorKind::Busy, "change card"))
    }

    /// Puts something on a card, whatever its rule says.
    ///
    /// Cancel-safe, and errors: as [`Backpack::change_card`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::change_card`].
    pub async fn put_on_card(&self, id: CardId, item: CardItem) -> Result<(), Error> {
        self.change_card(id, |card| card.put_on(item)).await.map(drop)
    }

    /// Takes something off a card, whatever its rule says.
    ///
    /// Cancel-safe: as [`Backpack::change_card`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::change_card`].
    pub async fn take_off_card(&self, id: CardId, item: CardItem) -> Result<(), Error> {
        self.change_card(id, |card| card.take_off(item)).await.map(drop)
    }

    /// Removes a card, and switches its links off for good. The two that are always there become as they were at first.
    ///
    /// Cancel-safe: it is there whole, or gone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotPermitted`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn remove_card(&self, id: CardId) -> Result<(), Error> {
        self.permit(Operation::Export)?;
        for _ in 0..ATTEMPTS {
            let (_, version) = self.card_row(id).await?;
            let mut batch = RowBatch::new().delete::<CardRow>(*id.as_bytes());
            for link in self.0.keep.rows::<CardLinkRow>().await?.iter().filter(|link| link.card == id) {
                batch = batch.delete::<CardLinkRow>(link.token.expose());
            }
            match self.0.keep.write(at_version(batch, id, version)).await {
                Err(backpack_keep::Error::Conflict) => {}
                written => return written.map(drop).map_err(Error::from),
            }
        }
        Err(Error::new(ErrorKind::Busy, "remove card"))
    }

    /// Returns what a card shows now: the data to draw it from, or to lay out on a page.
    ///
    /// What the person hid or deleted, and what was taken back as entered in error, is on no card; nor are notes, narratives
    /// and codes of what is. A portal is named only where it did not give what the card's rule asks for.
    ///
    /// A record whose body is damaged is shown as its header tells it, and counts as an allergy to anything.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn card_contents(&self, id: CardId) -> Result<CardContents, Error> {
        let card = self.card(id).await?;
        self.contents_of(card).await
    }

    /// Puts together what a card shows now.
    pub(super) async fn contents_of(&self, card: Card) -> Result<CardContents, Error> {
        let person = self.person().await?;
        // First what was asked, then what came: what lands in between is shown, and never missing beside a whole answer.
        let asked = self.asked().await?;
        let connections = self.0.keep.rows::<ConnectionRow>().await?;
        let mut records = Vec::new();
        for record in self.find(&Filter::new().show(Show { hidden: true, ..Show::default() })).records {
            let allergy = match record.kind() {
                Kind::Allergy => self.allergy_to(record.id).await?,
                _ => AllergyTo::default(),
            };
            records.push((record, allergy));
        }
        let portals = connections.into_iter().map(|row| (row.id, row.name)).collect();
        let looked = Looked { records: &records, asked: &asked, portals: &portals };
        let chosen = self.chosen(&card).await?;
        Ok(contents(card, &person, &looked, chosen, self.now()))
    }

    /// Returns what an allergy is to, as the person sees it.
    async fn allergy_to(&self, id: RecordId) -> Result<AllergyTo, Error> {
        match self.effective_body(id).await {
            Ok(body) => Ok(AllergyTo::read(&body)),
            Err(error) if matches!(error.kind(), ErrorKind::Damaged | ErrorKind::NotFound(_)) => {
                Ok(AllergyTo::default())
            }
            Err(error) => Err(error),
        }
    }

    /// Returns what a card showed in words: to be read as text, printed as PDF, or drawn. What a source wrote is never
    /// translated. Options are a language, such as `de` or `pt-BR`, and the time zone of the person.
    ///
    /// Cancel-safe: it reads nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`].
    #[expect(clippy::unused_async, reason = "what reads asks alike")]
    pub async fn card_page(
        &self,
        contents: &CardContents,
        options: impl Into<PageOptions> + Send,
    ) -> Result<CardPage, Error> {
        self.permit(Operation::Read)?;
        Ok(CardPage::new(contents, &options.into()))
    }

    /// Returns the contacts and files that were put on a card. Those that were removed are on no card.
    async fn chosen(&self, card: &Card) -> Result<(Vec<CardContact>, Vec<CardFile>), Error> {
        let (mut contacts, mut files) = (Vec::new(), Vec::new());
        for item in &card.on {
            let found = match item {
                CardItem::Contact(id) => self.contact(*id).await.map(|kept| {
                    let points = kept.contact.points.into_iter().map(|point| point.value).collect();
                    contacts.push(CardContact { id: *id, name: kept.contact.name, points });
                }),
                CardItem::File(id) => self.file(*id).await.map(|file| {
                    files.push(CardFile { id: *id, name: file.name });
                }),
                _ => Ok(()),
            };
            found.or_else(|error| match error.kind() {
                ErrorKind::NotFound(_) => Ok(()),
                _ => Err(error),
            })?;
        }
        Ok((contacts, files))
    }

    pub(super) async fn card_row(&self, id: CardId) -> Result<(CardRow, Option<Version>), Error> {
        if let Some((row, version)) = self.0.keep.row::<CardRow>(id.as_bytes()).await? {
            return Ok((row, Some(version)));
        }
        let card = always_there(id).ok_or_else(|| Error::new(ErrorKind::NotFound("card"), "read card"))?;
        Ok((CardRow::new(id, card, self.now()), None))
    }
}

/// Demands that a card be still as it was read.
pub(super) fn at_version(batch: RowBatch, id: CardId, version: Option<Version>) -> RowBatch {
    match version {
        Some(version) => batch.require_at::<CardRow>(*id.as_bytes(), version),
        None => batch.require_absent::<CardRow>(*id.as_bytes()),
    }
}

/// Returns a card that is there before anybody changed it.
fn always_there(id: CardId) -> Option<Card> {
    match id {
        EMERGENCY => Some(Card::emergency()),
        HEALTH_HISTORY => Some(Card::health_history()),
        _ => None,
    }
}

fn check(card: &Card) -> Result<(), Error> {
    let is_named = !card.name.trim().is_empty() || card.sort != backpack_record::CardSort::Custom;
    if is_named && card.name.len() <= 200 {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Invalid("a card has a name of at most 200 bytes".to_owned()), "keep card"))
}
