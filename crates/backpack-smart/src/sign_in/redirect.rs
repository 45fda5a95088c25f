//! Reading the address the browser came back to, before a single byte goes to the portal.

use backpack_connect::{Error, ErrorKind};
use backpack_core::SecretText;
use subtle::ConstantTimeEq as _;
use url::Url;

use super::pending::Attempt;
use crate::words::clean;

/// The parameters that decide; none may come twice.
const ONCE: [&str; 6] = ["code", "state", "error", "error_description", "iss", "error_uri"];

/// What the portal answered to a sign-in.
pub(crate) enum Reply {
    /// A code.
    Code(SecretText),
    /// It does not know all of the scopes; in its own words.
    UnknownScope(Error),
}

/// Reads the answer, if it is the answer to this attempt and the portal agreed.
pub(crate) fn read(attempt: &Attempt, answer: &str) -> Result<Reply, Error> {
    let answer = Url::parse(answer).map_err(|_| wrong("it is no URL"))?;
    let expected = Url::parse(&attempt.redirect_uri).map_err(|_| wrong("its address"))?;
    if !same_place(&answer, &expected) {
        return Err(wrong("its address"));
    }
    if ONCE.iter().any(|name| answer.query_pairs().filter(|(found, _)| found == name).count() > 1) {
        return Err(wrong("a parameter came twice"));
    }
    let value = |name: &str| {
        let found = answer.query_pairs().find(|(found, _)| found == name);
        found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
    };
    let state = value("state").ok_or_else(|| wrong("it has no state"))?;
    if !bool::from(state.as_bytes().ct_eq(attempt.state.as_bytes())) {
        return Err(wrong("its state"));
    }
    check_issuer(attempt, value("iss").as_deref())?;
    if let Some(error) = value("error") {
        let refused = refused(&error, value("error_description").as_deref(), value("error_uri").as_deref());
        return if error == "invalid_scope" { Ok(Reply::UnknownScope(refused)) } else { Err(refused) };
    }
    value("code")
        .map(SecretText::new)
        .map(Reply::Code)
        .ok_or_else(|| wrong("it has neither a code nor an error"))
}

/// Compares two addresses but for the query that the portal added and a fragment that a browser may carry over.
fn same_place(answer: &Url, expected: &Url) -> bool {
    let parts = |url: &Url| {
        let host = url.host_str().map(ToOwned::to_owned);
        (url.scheme().to_owned(), host, url.port_or_known_default(), url.path().to_owned())
    };
    let user = |url: &Url| !url.username().is_empty() || url.password().is_some();
    let kept = expected.query_pairs().all(|pair| answer.query_pairs().any(|found| found == pair));
    parts(answer) == parts(expected) && !user(answer) && kept
}

/// RFC 9207: an answer that names another server than the one we asked is an answer mixed up.
fn check_issuer(attempt: &Attempt, named: Option<&str>) -> Result<(), Error> {
    match (named, &attempt.issuer) {
        (Some(named), Some(issuer)) if named != issuer => Err(wrong("its issuer")),
        (None, _) if attempt.names_issuer => Err(wrong("it names no issuer")),
        _ => Ok(()),
    }
}

fn refused(error: &str, description: Option<&str>, uri: Option<&str>) -> Error {
    let kind = match error {
        "temporarily_unavailable" => ErrorKind::Busy(None),
        "server_error" => ErrorKind::Portal(500),
        "unauthorized_client" => ErrorKind::Config("the portal does not know this client"),
        _ => {
            let mut words = description.map_or_else(|| error.to_owned(), |words| format!("{error}: {words}"));
            // Some portals say what is wrong there alone. It is text to be shown, never an address to be opened; its
            // query may name the person.
            if let Some(uri) = uri {
                words = format!("{words} ({})", uri.split(['?', '#']).next().unwrap_or_default());
            }
            ErrorKind::Denied(clean(&words))
        }
    };
    Error::new(kind, "sign in")
}

fn wrong(what: &'static str) -> Error {
    Error::new(ErrorKind::WrongAnswer(what), "sign in")
}
