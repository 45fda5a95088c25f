//! What an invited person gets: a link, and a code if only their address was known.

use std::fmt;

use backpack_core::{AccountId, InvitationId, SecretBytes, SecretText, SpaceId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{AccountCard, Role, text};
use crate::Error;
use crate::row::secret;

const PREFIX: &str = "BACKPACK:INVITE:";
const FORMAT: u8 = 1;
const LABEL: &str = "backpack/1/invite";
const CODE: &str = "backpack/1/invite/code";
const SECRET: &str = "backpack/1/invite/secret";
const ANSWER: &str = "backpack/1/invite/answer";
const ANSWER_PREFIX: &str = "BACKPACK:ANSWER:";
const CODE_BYTES: usize = 16;

/// What leads an invited account to its invitation. Where the account's card was known it holds the invitation's secret; else
/// that comes out of the code.
#[derive(Serialize, Deserialize)]
#[non_exhaustive]
pub struct InvitationLink {
    /// The Backpack.
    pub space: SpaceId,
    /// The invitation.
    pub invitation: InvitationId,
    /// The role that it gives.
    pub role: Role,
    /// Until when it can be accepted.
    pub expires: Timestamp,
    /// Who invites.
    pub from: AccountCard,
    /// The account that can accept; `None` if its answer is asked for, under the code.
    pub to: Option<AccountId>,
    #[serde(with = "secret")]
    secret: SecretBytes,
}

/// The code of an invitation: 128 random bits, shown once, kept by nobody but the invited person. What is kept of it is a
/// digest, sealed.
pub struct InvitationCode(Zeroizing<[u8; CODE_BYTES]>);

impl InvitationLink {
    /// Returns the link of an invitation; the secret is empty where it comes out of a code.
    #[must_use]
    pub fn new(
        (space, invitation): (SpaceId, InvitationId),
        role: Role,
        expires: Timestamp,
        from: AccountCard,
        to: Option<AccountId>,
        secret: SecretBytes,
    ) -> Self {
        Self { space, invitation, role, expires, from, to, secret }
    }

    /// Returns the invitation's secret: the link's own, or what comes out of the code.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if a code is wanted and there is none.
    pub fn secret(&self, code: Option<&InvitationCode>) -> Result<SecretBytes, Error> {
        match (self.to, code) {
            (Some(_), _) => Ok(SecretBytes::new(self.secret.expose().to_vec())),
            (None, Some(code)) => Ok(code.secret(self.space, self.invitation)),
            (None, None) => Err(Error::Tampered("invitation code")),
        }
    }

    /// Returns the link as text, for a link or a QR code. It belongs into the hands of the invited person.
    #[must_use]
    pub fn to_text(&self) -> SecretText {
        let mut bytes = Zeroizing::new(vec![FORMAT]);
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        SecretText::from(format!("{PREFIX}{}", text::write(LABEL, &bytes)))
    }

    /// Reads the text of a link, in any case.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if it is none, or was cut; [`Error::NewerFormat`].
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let tampered = || Error::Tampered("invitation link");
        let text = text.trim();
        let head = text.get(..PREFIX.len()).filter(|head| head.eq_ignore_ascii_case(PREFIX));
        let body = head.and_then(|_| text.get(PREFIX.len()..)).ok_or_else(tampered)?;
        match text::read(LABEL, body).ok_or_else(tampered)?.split_first() {
            Some((&FORMAT, rest)) => {
                let link: Self = postcard::from_bytes(rest).map_err(|_| tampered())?;
                link.from.check().map(|()| link)
            }
            Some((newer, _)) if *newer > FORMAT => {
                Err(Error::NewerFormat("invitation link", (*newer).into()))
            }
            _ => Err(tampered()),
        }
    }
}

impl InvitationCode {
    /// Returns a new code.
    #[must_use]
    pub fn random() -> Self {
        Self(Zeroizing::new(*InvitationId::random().as_bytes()))
    }

    /// Returns the code as people write it down: groups of four characters.
    #[must_use]
    pub fn to_text(&self) -> SecretText {
        let text: Vec<char> = text::write(CODE, self.0.as_slice()).chars().collect();
        let groups: Vec<String> = text.chunks(4).map(String::from_iter).collect();
        SecretText::from(groups.join("-"))
    }

    /// Reads a code that a person typed: in any case, with any spaces and dashes.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if it was mistyped.
    pub fn from_text(typed: &str) -> Result<Self, Error> {
        let bytes = text::read(CODE, typed).ok_or(Error::Tampered("invitation code"))?;
        let bytes = <[u8; CODE_BYTES]>::try_from(bytes.as_slice());
        Ok(Self(Zeroizing::new(bytes.map_err(|_| Error::Tampered("invitation code"))?)))
    }

    /// Returns the secret of an invitation: SHA-256 over a label, the Backpack, the invitation and the code.
    #[must_use]
    pub fn secret(&self, space: SpaceId, invitation: InvitationId) -> SecretBytes {
        let digest = Sha256::new()
            .chain_update(SECRET)
            .chain_update(space.as_bytes())
            .chain_update(invitation.as_bytes())
            .chain_update(self.0.as_slice())
            .finalize();
        SecretBytes::new(digest.to_vec())
    }
}

/// What an invited account answers, sealed under the invitation's secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "an invitation is accepted, or declined")]
pub enum InvitationAnswer {
    /// The account wants the keys.
    Accept(AccountCard),
    /// It does not.
    Decline,
}

impl InvitationAnswer {
    /// Returns the answer sealed, for an invitation.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if the secret is none.
    pub fn seal(&self, to: (SpaceId, InvitationId), secret: &SecretBytes) -> Result<Vec<u8>, Error> {
        let mut plain = vec![FORMAT];
        plain.extend(postcard::to_allocvec(self).map_err(|_| Error::TooLarge("answer"))?);
        backpack_keys::seal_answer(secret, &bound(to), &plain).map_err(|_| Error::Tampered("answer"))
    }

    /// Returns an answer that was sealed for an invitation.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if it was sealed under another secret, so under a wrong code; [`Error::NewerFormat`].
    pub fn open(sealed: &[u8], to: (SpaceId, InvitationId), secret: &SecretBytes) -> Result<Self, Error> {
        let tampered = || Error::Tampered("answer");
        let plain = backpack_keys::open_answer(secret, &bound(to), sealed).map_err(|_| tampered())?;
        match plain.split_first() {
            Some((&FORMAT, rest)) => {
                let answer = postcard::from_bytes(rest).map_err(|_| tampered())?;
                if let Self::Accept(card) = &answer {
                    card.check()?;
                }
                Ok(answer)
            }
            Some((newer, _)) if *newer > FORMAT => Err(Error::NewerFormat("answer", (*newer).into())),
            _ => Err(tampered()),
        }
    }

    /// Returns a sealed answer as text, for whoever carries it to the inviter.
    #[must_use]
    pub fn to_text(sealed: &[u8]) -> String {
        format!("{ANSWER_PREFIX}{}", text::write(ANSWER, sealed))
    }

    /// Reads the text of a sealed answer.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if it is none, or was cut.
    pub fn from_text(text: &str) -> Result<Vec<u8>, Error> {
        let text = text.trim();
        let head = text.get(..ANSWER_PREFIX.len()).filter(|head| head.eq_ignore_ascii_case(ANSWER_PREFIX));
        let body = head.and_then(|_| text.get(ANSWER_PREFIX.len()..));
        let bytes = body.and_then(|body| text::read(ANSWER, body));
        bytes.map(|bytes| bytes.to_vec()).ok_or(Error::Tampered("answer"))
    }
}

fn bound((space, invitation): (SpaceId, InvitationId)) -> Vec<u8> {
    [*space.as_bytes(), *invitation.as_bytes()].concat()
}

impl fmt::Debug for InvitationLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationLink").field("invitation", &self.invitation).finish_non_exhaustive()
    }
}

impl fmt::Debug for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationCode([redacted])")
    }
}
