//! Reading a token endpoint's answer: any JSON object is read, and then judged.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use backpack_connect::{Error, ErrorKind};
use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::base::is_id;
use crate::words::clean;

/// The most scopes of a grant that are read, since each of them may be a search of its own.
const SCOPES: usize = 1_000;
/// The longest access token, in bytes: it stands in the head of each request.
const TOKEN: usize = 64 << 10;
/// The longest life of a token that is believed.
const LIFE: u64 = 10 * 365 * 86_400;
/// How some portals name the life of a refresh token.
const REFRESH_LIFE: [&str; 3] = ["refresh_expires_in", "refresh_token_expires_in", "rt_expires_in"];
/// The members that are read, and not kept as they came.
const KNOWN: [&str; 7] =
    ["access_token", "token_type", "expires_in", "refresh_token", "id_token", "scope", "patient"];
/// The most bytes of members that mean nothing here: they stand in each sealed grant.
const MORE: usize = 8 << 10;
/// The longest value that is carried on as a parameter, in characters.
const CARRIED: usize = 240;

/// What a token endpoint gave. Wrong types and absent members cost themselves alone.
#[derive(Serialize)]
pub(crate) struct TokenAnswer {
    access: AccessToken,
    token_type: BasicTokenType,
    refresh: Option<RefreshToken>,
    scopes: Option<Vec<Scope>>,
    life: Option<Duration>,
    /// How long the refresh token lives, if it is said.
    refresh_life: Option<Duration>,
    /// `patient` as given.
    patient: Option<String>,
    id_token: Option<String>,
    /// The members that the standards do not name, as they came.
    more: Map<String, Value>,
}

impl<'de> Deserialize<'de> for TokenAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        let text = |name| {
            members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
        };
        let kind = text("token_type").unwrap_or_default();
        let bearer = kind.eq_ignore_ascii_case("bearer");
        let scopes = members.get("scope").and_then(Value::as_str);
        Ok(Self {
            access: AccessToken::new(text("access_token").unwrap_or_default()),
            token_type: if bearer { BasicTokenType::Bearer } else { BasicTokenType::Extension(kind) },
            refresh: text("refresh_token").map(RefreshToken::new),
            scopes: scopes.map(|all| {
                let granted = all.split_whitespace().take(SCOPES);
                granted.map(|one| Scope::new(one.to_owned())).collect()
            }),
            life: members.get("expires_in").and_then(life),
            patient: text("patient"),
            id_token: text("id_token"),
            // A portal that writes 0 here means that it does not run out.
            refresh_life: REFRESH_LIFE
                .iter()
                .find_map(|name| members.get(*name).and_then(life).filter(|life| !life.is_zero())),
            more: members.into_iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())).collect(),
        })
    }
}

/// Reads `expires_in`: a whole number of seconds, or one written as a text; everything else counts as absent.
fn life(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    seconds.map(|seconds| Duration::from_secs(seconds.min(LIFE)))
}

pub(super) fn whole(seconds: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked just before"
    )]
    (seconds >= 0.0 && seconds.is_finite()).then(|| seconds.min(1e15) as u64)
}

impl TokenAnswer {
    /// Fails unless there is a bearer token.
    pub(crate) fn check(&self, operation: &'static str) -> Result<(), Error> {
        let malformed = |why| Err(Error::new(ErrorKind::Malformed(why), operation));
        if self.access.secret().is_empty() {
            return malformed("its token answer has no access token");
        }
        if self.access.secret().bytes().any(|byte| !(0x21..0x7f).contains(&byte)) {
            return malformed("its access token has forbidden characters");
        }
        if self.access.secret().len() > TOKEN {
            return malformed("its access token is too long");
        }
        if self.token_type != BasicTokenType::Bearer {
            return malformed("its token is not of type bearer");
        }
        Ok(())
    }

    pub(crate) fn access(&self) -> &str {
        self.access.secret()
    }

    pub(crate) fn refresh(&self) -> Option<&str> {
        self.refresh.as_ref().map(|token| token.secret().as_str())
    }

    pub(crate) fn life(&self) -> Option<Duration> {
        self.life
    }

    pub(crate) fn refresh_life(&self) -> Option<Duration> {
        self.refresh_life
    }

    /// Returns the members that the standards do not name, or `None` if there are none, or too many to keep.
    pub(crate) fn more(&self) -> Option<String> {
        let written = serde_json::to_string(&self.more).ok()?;
        (!self.more.is_empty() && written.len() <= MORE).then_some(written)
    }

    /// Returns the members that FHIR requests carry on as parameters: name and value.
    pub(crate) fn carried(&self, members: &BTreeMap<String, String>) -> Vec<(String, String)> {
        let value = |member: &str| match self.more.get(member)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let plain = |text: &String| !text.is_empty() && text.len() <= CARRIED && clean(text) == *text;
        let found = members.iter().map(|(member, name)| (name.clone(), value(member).filter(plain)));
        found.filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Returns the granted scopes, if the portal said them.
    pub(crate) fn granted(&self) -> Option<Vec<String>> {
        let scopes = self.scopes.as_ref()?;
        Some(scopes.iter().map(|scope| scope.as_str().to_owned()).collect())
    }

    pub(crate) fn id_token(&self) -> Option<&str> {
        self.id_token.as_deref()
    }

    /// Returns the patient's id. `Patient/x` is taken for `x`; what is no id is refused, since it becomes part of URLs.
    pub(crate) fn patient(&self, operation: &'static str) -> Result<Option<String>, Error> {
        let Some(given) = &self.patient else { return Ok(None) };
        let id = given.strip_prefix("Patient/").unwrap_or(given);
        if is_id(id) {
            Ok(Some(id.to_owned()))
        } else {
            Err(Error::new(ErrorKind::Malformed("its patient is no FHIR id"), operation))
        }
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.life
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenAnswer([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> TokenAnswer {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn lives_are_read_in_every_form_and_never_fail() {
        let rows = [
            ("3600", Some(3600)),
            ("\"3600\"", Some(3600)),
            ("3600.9", Some(3600)),
            ("0", Some(0)),
            ("-1", None),
            ("\"soon\"", None),
            ("null", None),
            ("[1]", None),
            ("\"NaN\"", None),
            ("1e300", Some(LIFE)),
            ("99999999999999999999", Some(LIFE)),
        ];
        for (given, expected) in rows {
            let life = read(&format!("{{\"expires_in\":{given}}}")).life();
            assert_eq!(life.map(|life| life.as_secs()), expected, "{given}");
        }
        assert_eq!(read("{}").life(), None);
    }

    #[test]
    fn only_a_bearer_token_is_a_token() {
        let kind = |json| read(json).check("sign in").map_err(|error| error.kind().clone());
        let malformed = |why| Err(ErrorKind::Malformed(why));
        assert_eq!(kind(r#"{"access_token":"a","token_type":"bEaReR"}"#), Ok(()));
        assert_eq!(
            kind(r#"{"access_token":"a","token_type":"mac"}"#),
            malformed("its token is not of type bearer")
        );
        assert_eq!(kind(r#"{"access_token":"a"}"#), malformed("its token is not of type bearer"));
        assert_eq!(
            kind(r#"{"access_token":"","token_type":"bearer"}"#),
            malformed("its token answer has no access token")
        );
        assert_eq!(
            kind(r#"{"access_token":7,"token_type":"bearer"}"#),
            malformed("its token answer has no access token")
        );
        assert_eq!(
            kind("{\"access_token\":\"a\\r\\nb\",\"token_type\":\"bearer\"}"),
            malformed("its access token has forbidden characters")
        );
    }

    #[test]
    fn patients_are_ids_or_nothing() {
        let patient = |json: &str| read(json).patient("sign in").map_err(|error| error.kind().clone());
        assert_eq!(patient(r#"{"patient":"a-1.B"}"#), Ok(Some("a-1.B".to_owned())));
        assert_eq!(patient(r#"{"patient":"Patient/x"}"#), Ok(Some("x".to_owned())));
        assert_eq!(patient(r#"{"patient":7}"#), Ok(None));
        for bad in ["a/b", "..", "a?b", "Patient/Patient/x", "a b", "ä", &"x".repeat(65)] {
            let expected = Err(ErrorKind::Malformed("its patient is no FHIR id"));
            assert_eq!(patient(&format!("{{\"patient\":\"{bad}\"}}")), expected, "{bad}");
        }
    }
}
