//! The public card of an account.

use backpack_core::AccountId;
use backpack_keys::PublicKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::text;
use crate::Error;

const PREFIX: &str = "BACKPACK:CARD:";
const FORMAT: u8 = 1;
const LABEL: &str = "backpack/1/card";
const FINGERPRINT: &str = "backpack/1/card/fingerprint";
/// The longest name and address of a card, in bytes.
const LONGEST: usize = 256;

/// The public card of an account: what others need to seal keys to it. No secret.
///
/// Name and e-mail address are what the host vouches for; only account and key are proved by use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccountCard {
    /// The account.
    pub account: AccountId,
    key: [u8; 32],
    /// What people call its holder.
    pub name: String,
    /// The e-mail address: a label, to which nothing is sent.
    pub email: Option<String>,
}

impl AccountCard {
    /// Returns the card of an account.
    #[must_use]
    pub fn new(account: AccountId, key: PublicKey, name: impl Into<String>) -> Self {
        Self { account, key: *key.as_bytes(), name: name.into(), email: None }
    }

    /// Returns a card that says who somebody was, as an archive tells it: nothing can be sealed to it.
    #[must_use]
    pub fn without_key(account: AccountId, name: impl Into<String>) -> Self {
        Self { account, key: [0; 32], name: name.into(), email: None }
    }

    /// Sets the e-mail address.
    #[must_use]
    pub fn with_email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Returns the account's public key.
    #[must_use]
    pub const fn key(&self) -> PublicKey {
        PublicKey::from_bytes(self.key)
    }

    /// Says whether two are of the same account and key, whatever they are called.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (self.account, self.key) == (other.account, other.key)
    }

    /// Refuses a card whose name or address is blank, over 256 bytes, or not [one line](crate::is_one_line).
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`]; [`Error::Tampered`].
    pub fn check(&self) -> Result<(), Error> {
        for words in [Some(&self.name), self.email.as_ref()].into_iter().flatten() {
            if words.len() > LONGEST {
                return Err(Error::TooLarge("card"));
            }
            if words.trim().is_empty() || !text::is_one_line(words) {
                return Err(Error::Tampered("card"));
            }
        }
        Ok(())
    }

    /// Returns the card as text for a link or a QR code: capitals, digits and colons, with a check.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut bytes = vec![FORMAT];
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        format!("{PREFIX}{}", text::write(LABEL, &bytes))
    }

    /// Reads the text of a card, in any case.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if it is none, or was mistyped; [`Error::NewerFormat`].
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let tampered = || Error::Tampered("card");
        let text = text.trim();
        let head = text.get(..PREFIX.len()).filter(|head| head.eq_ignore_ascii_case(PREFIX));
        let body = head.and_then(|_| text.get(PREFIX.len()..)).ok_or_else(tampered)?;
        Self::from_bytes(&text::read(LABEL, body).ok_or_else(tampered)?)
    }

    /// Returns a few characters for two people to compare, each on their own screen: 100 bits of a digest of account and key,
    /// five groups of four.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new()
            .chain_update(FINGERPRINT)
            .chain_update(self.account.as_bytes())
            .chain_update(self.key)
            .finalize();
        let text: Vec<char> = text::write(FINGERPRINT, &digest).chars().take(20).collect();
        text.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        match bytes.split_first() {
            Some((&FORMAT, rest)) => {
                let card: Self = postcard::from_bytes(rest).map_err(|_| Error::Tampered("card"))?;
                card.check().map(|()| card)
            }
            Some((newer, _)) if *newer > FORMAT => Err(Error::NewerFormat("card", (*newer).into())),
            _ => Err(Error::Tampered("card")),
        }
    }
}
