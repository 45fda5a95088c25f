//! Codes and tokens: random, opaque, short-lived, and bound to one sign-in.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use backpack_core::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::scope::Scopes;

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
    /// All tokens of one sign-in are one family, and are revoked together.
    family: u64,
}

/// What a code was given out for, and what its redemption must show again.
#[derive(Debug)]
struct Code {
    consent: Consent,
    redirect: String,
    challenge: String,
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
    pub(crate) challenge: &'a str,
}

impl Tokens {
    /// Returns a new code for a sign-in that the person agreed to.
    pub(crate) fn code(
        &mut self,
        patient: &str,
        scopes: Scopes,
        redirect: &str,
        challenge: &str,
        now: Timestamp,
    ) -> String {
        self.families += 1;
        let consent = Consent { patient: patient.to_owned(), scopes, family: self.families };
        let ends = now.saturating_add(CODE_LIFETIME);
        let code = Code {
            consent,
            redirect: redirect.to_owned(),
            challenge: challenge.to_owned(),
            ends,
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
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<Minted, InvalidGrant> {
        let code = self.codes.get_mut(shown.code).ok_or(InvalidGrant)?;
        if code.used {
            let family = code.consent.family;
            self.revoked.insert(family);
            return Err(InvalidGrant);
        }
        code.used = true;
        if now >= code.ends || code.redirect != shown.redirect || code.challenge != shown.challenge {
            return Err(InvalidGrant);
        }
        let consent = code.consent.clone();
        Ok(self.mint(consent, now, lifetime))
    }

    /// Gives new tokens for a refresh token, which thereby ends; one that ended already revokes its family.
    pub(crate) fn refresh(
        &mut self,
        token: &str,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<Minted, InvalidGrant> {
        let held = self.refresh.get_mut(token).ok_or(InvalidGrant)?;
        let family = held.consent.family;
        if held.used {
            self.revoked.insert(family);
        }
        if self.revoked.contains(&family) {
            return Err(InvalidGrant);
        }
        held.used = true;
        let consent = held.consent.clone();
        Ok(self.mint(consent, now, lifetime))
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

    /// Revokes a token; a refresh token takes its whole family along. Unknown ones are no error (RFC 7009, 2.2).
    pub(crate) fn revoke(&mut self, token: &str) {
        if let Some(held) = self.refresh.get(token) {
            self.revoked.insert(held.consent.family);
        }
        self.access.remove(token);
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

    fn mint(&mut self, consent: Consent, now: Timestamp, lifetime: Duration) -> Minted {
        let access = random();
        let ends = now.saturating_add(lifetime);
        self.access.insert(access.clone(), Access { consent: consent.clone(), ends });
        let lasting = consent.scopes.has("offline_access") || consent.scopes.has("online_access");
        let refresh = lasting.then(random);
        if let Some(token) = &refresh {
            self.refresh.insert(token.clone(), Refresh { consent: consent.clone(), used: false });
        }
        Minted { access, refresh, consent }
    }
}

/// Returns 256 random bits as text.
#[expect(clippy::expect_used, reason = "a server without randomness must not give out tokens")]
fn random() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

const CODE_LIFETIME: Duration = Duration::from_secs(300);
