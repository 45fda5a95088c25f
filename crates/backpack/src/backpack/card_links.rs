//! Links to share cards: switched on and off, and looked at under.

use backpack_core::{CardId, SecretBytes, SecretText};
use backpack_keep::{Act, CardLinkRow, RowBatch};
use backpack_store::Version;

use super::Backpack;
use super::cards::{ATTEMPTS, at_version};
use crate::cards::{
    CardContents, CardLink, CardLinkState, LinkOptions, NewCardLink, code, is_same, plain, token,
};
use crate::role::Operation;
use crate::{Error, ErrorKind};

impl Backpack {
    /// Switches on a link under which a card can be looked at, live: who has its address and its access code sees what the card
    /// shows then. The host serves it, with [`Backpack::view_card`].
    ///
    /// Cancel-safe: whoever drops the call does not learn the link; [`Backpack::card_links`] lists it, if it is there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotPermitted`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn switch_on_link(&self, id: CardId, options: &LinkOptions) -> Result<NewCardLink, Error> {
        self.permit(Operation::Export)?;
        let (token, code) = (token(), code());
        for _ in 0..ATTEMPTS {
            let (card, version) = self.card_row(id).await?;
            let expires = options.lasts.map(|time| self.now().saturating_add(time));
            let secret = |text: &str| SecretBytes::new(text.as_bytes().to_vec());
            let row = CardLinkRow::new(secret(&token), id, secret(&code), self.now(), expires, options.tries);
            // The card is written too: whoever removes it meanwhile notices, and removes the link with it.
            let batch = at_version(RowBatch::new().put(&card).put(&row), id, version);
            match self.0.keep.write(batch).await {
                Err(backpack_keep::Error::Conflict) => {}
                written => {
                    written?;
                    return Ok(NewCardLink { token: SecretText::new(token), code: SecretText::new(code) });
                }
            }
        }
        Err(Error::new(ErrorKind::Busy, "switch on link"))
    }

    /// Lists the links to cards, the oldest first, with their codes.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn card_links(&self) -> Result<Vec<CardLink>, Error> {
        self.permit(Operation::Export)?;
        let mut links: Vec<CardLinkRow> = self.0.keep.rows().await?;
        links.sort_by_key(|link| link.made);
        Ok(links.into_iter().map(|row| self.listed(&row)).collect())
    }

    /// Switches a link off for good.
    ///
    /// Cancel-safe: it is on, or off for good.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotPermitted`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn switch_off_link(&self, token: &SecretText) -> Result<(), Error> {
        self.permit(Operation::Export)?;
        for _ in 0..ATTEMPTS {
            let (mut row, version) = self.link_row(token.expose()).await?;
            row.is_on = false;
            if self.replace_link(&row, version, None).await? {
                return Ok(());
            }
        }
        Err(Error::new(ErrorKind::Busy, "switch off link"))
    }

    /// Gives a link another access code; wrong tries are forgotten. What ended takes none, and stays so.
    ///
    /// Cancel-safe: the old or the new code holds.
    ///
    /// # Errors
    ///
    /// As [`Backpack::switch_off_link`]; [`ErrorKind::NotFound`] also for a link that is off or over.
    pub async fn renew_code(&self, token: &SecretText, tries: u32) -> Result<SecretText, Error> {
        self.permit(Operation::Export)?;
        let code = code();
        for _ in 0..ATTEMPTS {
            let (mut row, version) = self.link_row(token.expose()).await?;
            match self.state_of(&row) {
                CardLinkState::On | CardLinkState::Locked => {}
                CardLinkState::Off => return Err(no_link()),
                CardLinkState::Expired if self.end_link(row, version).await? => return Err(no_link()),
                CardLinkState::Expired => continue,
            }
            row.code = SecretBytes::new(code.as_bytes().to_vec());
            row.tries_left = tries.max(1);
            if self.replace_link(&row, version, None).await? {
                return Ok(SecretText::new(code));
            }
        }
        Err(Error::new(ErrorKind::Busy, "renew code"))
    }

    /// Returns what somebody sees who came with a link's address and access code; `viewer` is what the host knows of them, for
    /// the journal. Every wrong code is counted before it is answered, and every view is journalled before it is shown.
    ///
    /// Cancel-safe: a dropped call may count as a try or a view.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] for an address that there is not, and for a link that is off, over or locked: nobody learns which;
    /// [`ErrorKind::NotPermitted`] for a wrong code, and where the handle's own role does not share; [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn view_card(&self, token: &str, code: &str, viewer: &str) -> Result<CardContents, Error> {
        self.permit(Operation::Export)?;
        for _ in 0..ATTEMPTS {
            let (mut row, version) = self.link_row(token).await?;
            match self.state_of(&row) {
                CardLinkState::On => {}
                CardLinkState::Expired if self.end_link(row, version).await? => return Err(no_link()),
                CardLinkState::Expired => continue,
                CardLinkState::Off | CardLinkState::Locked => return Err(no_link()),
            }
            if !is_same(code, row.code.expose()) {
                row.tries_left -= 1;
                if self.replace_link(&row, version, None).await? {
                    return Err(Error::new(ErrorKind::NotPermitted("see this card"), "view card"));
                }
                continue;
            }
            let (card, at) = self.card_row(row.card).await?;
            let id = card.id;
            let contents = self.contents_of(card.card).await?;
            let records = u64::try_from(contents.records()).unwrap_or(u64::MAX);
            let files = u64::try_from(contents.files.len()).unwrap_or(u64::MAX);
            let act = Act::Shared { with: format!("card link: {}", cut(viewer)), records, files };
            row.views += 1;
            // What was taken off before the view is journalled is not shown: the card is still as it was read.
            if self.replace_link(&row, version, Some((act, id, at))).await? {
                return Ok(contents);
            }
        }
        Err(Error::new(ErrorKind::Busy, "view card"))
    }

    /// Returns a link on paper: the card's title, the address as a QR code and as text, and until when it holds. `address` is
    /// where the host serves the card, and holds the link's token. The access code is on it only if the options say so.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] for a link that cannot be used, [`ErrorKind::Invalid`] for an address without the token or of
    /// more than 2,000 bytes, [`ErrorKind::NotPermitted`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    #[cfg(feature = "paper")]
    pub async fn link_sheet(
        &self,
        token: &SecretText,
        address: &SecretText,
        options: &crate::cards::SheetOptions,
    ) -> Result<crate::cards::LinkSheet, Error> {
        self.permit(Operation::Export)?;
        let (row, _) = self.link_row(token.expose()).await?;
        if self.state_of(&row) != CardLinkState::On {
            return Err(no_link());
        }
        let card = self.card(row.card).await?;
        let link = (address, token.expose(), row.code.expose());
        crate::cards::LinkSheet::new(&card, link, row.expires, options)
    }

    async fn link_row(&self, token: &str) -> Result<(CardLinkRow, Version), Error> {
        self.0.keep.row::<CardLinkRow>(token.as_bytes()).await?.ok_or_else(no_link)
    }

    /// Ends a link whose time is over: a clock that is set back later does not bring it to life again. Returns whether nobody
    /// was faster.
    async fn end_link(&self, mut row: CardLinkRow, version: Version) -> Result<bool, Error> {
        row.is_on = false;
        self.replace_link(&row, version, None).await
    }

    /// Writes a link's row over the one that was read, and tells of a view, if the card is still as it was. Returns whether
    /// nobody was faster.
    async fn replace_link(
        &self,
        row: &CardLinkRow,
        version: Version,
        view: Option<(Act, CardId, Option<Version>)>,
    ) -> Result<bool, Error> {
        let mut batch = RowBatch::new().put(row).require_at::<CardLinkRow>(row.token.expose(), version);
        if let Some((act, card, at)) = view {
            batch = at_version(batch, card, at).act(self.0.keep.actor(), act);
        }
        match self.0.keep.write(batch).await {
            Err(backpack_keep::Error::Conflict) => Ok(false),
            written => Ok(written.map(|_| true)?),
        }
    }

    fn listed(&self, row: &CardLinkRow) -> CardLink {
        let text =
            |secret: &SecretBytes| SecretText::new(String::from_utf8_lossy(secret.expose()).into_owned());
        CardLink {
            card: row.card,
            token: text(&row.token),
            code: text(&row.code),
            made: row.made,
            expires: row.expires,
            state: self.state_of(row),
            views: row.views,
        }
    }

    fn state_of(&self, row: &CardLinkRow) -> CardLinkState {
        match row {
            row if !row.is_on => CardLinkState::Off,
            row if row.tries_left == 0 => CardLinkState::Locked,
            row if row.expires.is_some_and(|end| self.now() >= end) => CardLinkState::Expired,
            _ => CardLinkState::On,
        }
    }
}

fn no_link() -> Error {
    Error::new(ErrorKind::NotFound("card"), "view card")
}

/// Returns the beginning of a text on one line, as far as a journal wants it.
fn cut(text: &str) -> String {
    plain(text).chars().take(100).collect()
}
