//! Lasting access for an app that can keep no secret: a client of this connection alone takes over from the first token.

use backpack_connect::{Context, Error, ErrorKind};
use backpack_core::{SecretText, Timestamp};

use super::life::life;
use super::pending::Attempt;
use crate::dialect::{Dialect, Registration};
use crate::keys::Keys;
use crate::oauth::TokenWire;
use crate::registration::{own_key, register_own_client, token_of_own_client};
use crate::site::Site;

const OPERATION: &str = "sign in";

/// What the token of the connection's own client changes.
pub(super) struct Renewed {
    pub(super) scopes: Option<Vec<String>>,
    pub(super) expires: Option<Timestamp>,
}

/// Registers a client for this connection, if the row says so and the portal granted it, and puts its first token into
/// `keys`. `None` if the access stays as it is and ends with the first token.
pub(super) async fn last(
    context: &Context,
    site: &Site,
    dialect: &Dialect,
    attempt: &Attempt,
    granted: &[String],
    patient: &str,
    keys: &mut Keys,
) -> Result<Option<Renewed>, Error> {
    let Registration::Protected { scope, .. } = &dialect.registration else { return Ok(None) };
    // Portals differ in its capital letters.
    let is_granted = granted.iter().any(|one| one.eq_ignore_ascii_case(scope));
    let Some(endpoint) = attempt.registration_endpoint.as_deref().and_then(|url| url.parse().ok()) else {
        return Ok(None);
    };
    if !is_granted || keys.refresh.is_some() {
        return Ok(None);
    }
    let token = SecretText::new(keys.access.clone());
    let own = register_own_client(context, &endpoint, &attempt.client_id, &token).await?;
    let Some(own) = own else { return Ok(None) };
    let key = own_key(&own)?;
    let wire = TokenWire::new(context, site, dialect, OPERATION);
    let answer = token_of_own_client(context, &wire, &own.client_id, &key, &attempt.token_endpoint).await;
    keys.registered = Some(own);
    let now = context.clock.now();
    let answer = match answer {
        // The client exists, and the first token is dead: the next refresh tries again.
        Err(error) if is_passing(error.kind()) => {
            return Ok(Some(Renewed { scopes: None, expires: Some(now) }));
        }
        answer => answer?,
    };
    answer.check(OPERATION)?;
    if answer.patient(OPERATION)?.is_some_and(|other| other != patient) {
        return Err(Error::new(ErrorKind::WrongAnswer("its second token is for another patient"), OPERATION));
    }
    keys.access = answer.access().to_owned();
    let expires = life(&answer, dialect).map(|life| now.saturating_add(life));
    Ok(Some(Renewed { scopes: answer.granted(), expires }))
}

fn is_passing(kind: &ErrorKind) -> bool {
    let trouble = |status: &u16| *status >= 500;
    matches!(kind, ErrorKind::Unreachable | ErrorKind::Timeout | ErrorKind::Busy(_))
        || matches!(kind, ErrorKind::Portal(status) if trouble(status))
}
