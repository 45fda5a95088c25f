//! Codes and tokens: random, short-lived, and bound to one sign-in and one client.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use backpack_core::Timestamp;
use backpack_dialect::{Offered, Rotation};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::ask::Asked;
use super::client::Known;
use super::scope::Scopes;
use crate::portal::shared::Portal;

/// Every code and token that was given out.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    families: u64,
    revoked: HashSet<u64>,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
}

/// What a person agreed to.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    pub(crate) patient: String,
    pub(crate) scopes: Scopes,
    pub(crate) client: String,
    pub(crate) nonce: Option<String>,
    /// When the person agreed.
    began: Timestamp,
    /// All tokens of one sign-in are one family, and are revoked together.
    family: u64,
}

/// A sign-in that a person just agreed to.
#[derive(Debug)]
pub(crate) struct Agreed<'a> {
    pub(crate) patient: String,
    pub(crate) scopes: Scopes,
    pub(crate) asked: Asked<'a>,
}

/// What a code was given out for, and what its redemption must show again.
#[derive(Debug)]
struct Code {
    consent: Consent,
    redirect: String,
    challenge: Option<String>,
    ends: Timestamp,
    used: bool,
}

#[derive(Debug)]
struct Access {
    consent: Consent,
    ends: Timestamp,
}

#[derive(Debug)]
struct Refresh {
    consent: Consent,
    used: bool,
    last: Timestamp,
}

/// Tokens fresh from the mint.
#[derive(Debug)]
pub(crate) struct Minted {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    pub(crate) consent: Consent,
}

/// A code or token that is not accepted, for whatever reason: the caller learns no more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InvalidGrant;

/// What the client shows to redeem a code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redemption<'a> {
    pub(crate) code: &'a str,
    pub(crate) redirect: &'a str,
    /// The S256 challenge that its verifier gives.
    pub(crate) challenge: Option<&'a str>,
}

/// On which terms tokens are given.
#[derive(Debug)]
pub(crate) struct Terms<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) client: &'a Known,
    /// The refresh token stays as it is, whatever the row says.
    pub(crate) keeps_refresh: bool,
    /// These scopes are given in place of those agreed to.
    pub(crate) scopes: Option<Scopes>,
}

impl Tokens {
    /// Returns a new code for a sign-in that the person agreed to.
    pub(crate) fn code(&mut self, agreed: Agreed<'_>, now: Timestamp) -> String {
        self.families += 1;
        let asked = agreed.asked;
        let consent = Consent {
            patient: agreed.patient,
            scopes: agreed.scopes,
            client: asked.client.to_owned(),
            nonce: asked.nonce.map(str::to_owned),
            began: now,
            family: self.families,
        };
        let code = Code {
            consent,
            redirect: asked.redirect.to_owned(),
            challenge: asked.challenge.map(str::to_owned),
            ends: now.saturating_add(CODE_LIFETIME),
            used: false,
        };
        let text = random();
        self.codes.insert(text.clone(), code);
        text
    }

    /// Redeems a code, once: a second attempt revokes what the first one gave (RFC 6749, 4.1.2).
    pub(crate) fn redeem(
        &mut self,
        shown: Redemption<'_>,
        terms: &Terms<'_>,
    ) -> Result<Minted, InvalidGrant> {
        let code = self.codes.get_mut(shown.code).ok_or(InvalidGrant)?;
        if code.used {
            let family = code.consent.family;
            self.revoked.insert(family);
            return Err(InvalidGrant);
        }
        code.used = true;
        let late = terms.portal.now() >= code.ends;
        // Where nothing was challenged, nothing is checked.
        let answered = code.challenge.as_deref().is_none_or(|asked| shown.challenge == Some(asked));
        if late || code.redirect != shown.redirect || code.consent.client != terms.client.id || !answered {
            return Err(InvalidGrant);
        }
        let consent = code.consent.clone();
        Ok(self.mint(consent, terms, None))
    }

    /// Gives new tokens for a refresh token, which thereby ends if it rotates; one that ended already revokes its
    /// family.
    pub(crate) fn refresh(&mut self, token: &str, terms: &Terms<'_>) -> Result<Minted, InvalidGrant> {
        let row = &terms.portal.dialect().tokens.refresh;
        let now = terms.portal.now();
        let held = self.refresh.get_mut(token).ok_or(InvalidGrant)?;
        let family = held.consent.family;
        if held.used {
            self.revoked.insert(family);
        }
        let over = |since: Timestamp, seconds: Option<u64>| {
            seconds.is_some_and(|seconds| now >= since.saturating_add(Duration::from_secs(seconds)))
        };
        let lapsed = over(held.consent.began, row.ends_seconds) || over(held.last, row.idle_seconds);
        if self.revoked.contains(&family) || lapsed || held.consent.client != terms.client.id {
            return Err(InvalidGrant);
        }
        held.last = now;
        let stays = terms.keeps_refresh || row.rotation == Rotation::Stays;
        held.used = !stays;
        let consent = held.consent.clone();
        Ok(self.mint(consent, terms, stays.then_some(token)))
    }

    /// Gives an access token, and nothing else, to a client that stands for a person; revoking it ends it alone.
    pub(crate) fn stand(&mut self, mut consent: Consent, terms: &Terms<'_>) -> Minted {
        self.families += 1;
        consent.family = self.families;
        consent.nonce = None;
        self.mint(consent, terms, None)
    }

    /// Returns the scopes that a refresh token stands for.
    pub(crate) fn scopes_of(&self, refresh: &str) -> Option<&Scopes> {
        self.refresh.get(refresh).map(|held| &held.consent.scopes)
    }

    /// Returns what an access token allows, if it is valid now.
    pub(crate) fn consent(&self, access: &str, now: Timestamp) -> Option<&Consent> {
        let held = self.access.get(access)?;
        (now < held.ends && !self.revoked.contains(&held.consent.family)).then_some(&held.consent)
    }

    /// Returns what a token stands for, access or refresh, and when it ends, if it is good now.
    pub(crate) fn active(&self, token: &str, now: Timestamp) -> Option<(&Consent, Option<Timestamp>)> {
        if let Some(consent) = self.consent(token, now) {
            return Some((consent, self.access.get(token).map(|held| held.ends)));
        }
        let held = self.refresh.get(token).filter(|held| !held.used)?;
        (!self.revoked.contains(&held.consent.family)).then_some((&held.consent, None))
    }

    /// Revokes a token; a refresh token takes its whole family along. Unknown ones are no error (RFC 7009, 2.2).
    pub(crate) fn revoke(&mut self, token: &str) {
        if let Some(held) = self.refresh.get(token) {
            self.revoked.insert(held.consent.family);
        }
        self.access.remove(token);
    }

    /// Revokes all tokens of one sign-in.
    pub(crate) fn revoke_consent(&mut self, consent: &Consent) {
        self.revoked.insert(consent.family);
    }

    /// Revokes all tokens of one client.
    pub(crate) fn revoke_client(&mut self, client: &str) {
        self.access.retain(|_, held| held.consent.client != client);
        self.refresh.retain(|_, held| held.consent.client != client);
    }

    /// Ends one access token now.
    pub(crate) fn expire(&mut self, access: &str) {
        self.access.remove(access);
    }

    /// Ends every access token now; refresh tokens stay.
    pub(crate) fn expire_all(&mut self) {
        self.access.clear();
    }

    /// Revokes every sign-in, as a person does who withdraws an app's access.
    pub(crate) fn revoke_all(&mut self) {
        self.revoked.extend(1..=self.families);
    }

    fn mint(&mut self, mut consent: Consent, terms: &Terms<'_>, kept: Option<&str>) -> Minted {
        let portal = terms.portal;
        let now = portal.now();
        consent.scopes = terms.scopes.clone().unwrap_or(consent.scopes);
        let access = portal.access_token(&consent);
        let ends = now.saturating_add(portal.options.access_lifetime);
        self.access.insert(access.clone(), Access { consent: consent.clone(), ends });
        // Where no scope asks for it, whoever may have it gets it.
        let asked = portal.dialect().scopes.lasting.is_empty();
        let lasting = is_offered(terms) && (asked || consent.scopes.any(|scope| portal.is_lasting(scope)));
        let refresh = match kept {
            Some(kept) => Some(kept.to_owned()),
            None => lasting.then(random),
        };
        if let Some(token) = refresh.as_ref().filter(|_| kept.is_none()) {
            self.refresh.insert(token.clone(), Refresh { consent: consent.clone(), used: false, last: now });
        }
        Minted { access, refresh, consent }
    }
}

/// Says whether this client may have refresh tokens at all.
fn is_offered(terms: &Terms<'_>) -> bool {
    let offered = match terms.portal.dialect().tokens.refresh.offered {
        Offered::Nobody => false,
        Offered::Confidential => terms.client.is_confidential(),
        _ => true,
    };
    offered && !terms.client.stands_for_person
}

/// Returns 256 random bits as text.
#[expect(clippy::expect_used, reason = "a server without randomness must not give out tokens")]
pub(crate) fn random() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

const CODE_LIFETIME: Duration = Duration::from_secs(300);
