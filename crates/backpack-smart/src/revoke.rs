//! Ending a grant at the portal (RFC 7009), and with it a client that was registered for it alone (RFC 7592).

use backpack_connect::{Context, Error, ErrorKind, Grant};
use url::Url;

use crate::client::Client;
use crate::dialect::Revocation;
use crate::keys::Keys;
use crate::registration::{end_own_client, own_key};
use crate::site::Site;
use crate::status::trouble;
use crate::wire::ask;
use crate::{client, form};

const OPERATION: &str = "revoke";

/// Ends the grant: the refresh token first, then the access token, then a client of its own.
pub(crate) async fn revoke(context: &Context, site: &Site, grant: &Grant) -> Result<(), Error> {
    if site.dialect().tokens.revocation == Revocation::NotClaimed {
        return Err(Error::new(ErrorKind::Unsupported, OPERATION));
    }
    let keys = Keys::of(grant, site.base.given(), OPERATION)?;
    let ended = revoke_tokens(context, site, &keys).await;
    match (&ended, &keys.registered) {
        (Err(error), _) if *error.kind() == ErrorKind::Cancelled => ended,
        // Without its client no token of this grant holds, whatever was said to the tokens themselves.
        (_, Some(own)) if own.management_url.is_some() => end_own_client(context, own).await,
        _ => ended,
    }
}

async fn revoke_tokens(context: &Context, site: &Site, keys: &Keys) -> Result<(), Error> {
    let endpoint = keys.revocation_endpoint.as_deref().and_then(|url| Url::parse(url).ok());
    let missing = || Error::new(ErrorKind::NotAPortal("it names no revocation_endpoint"), OPERATION);
    let endpoint = endpoint.ok_or_else(missing)?;
    let key = keys.registered.as_ref().map(own_key).transpose()?;
    let client = match (&keys.registered, &key) {
        (Some(own), Some(key)) => Client::signed(&own.client_id, key),
        _ => Client::of(&site.options, method(site, keys), context.clock.now())?,
    };
    let Some(refresh) = &keys.refresh else {
        return revoke_one(context, &client, keys, &endpoint, ("access_token", &keys.access)).await;
    };
    revoke_one(context, &client, keys, &endpoint, ("refresh_token", refresh)).await?;
    // Many portals end the access token together with the refresh token, and then know it no more.
    match revoke_one(context, &client, keys, &endpoint, ("access_token", &keys.access)).await {
        Err(error) if *error.kind() == ErrorKind::Cancelled => Err(error),
        _ => Ok(()),
    }
}

/// Returns how the app proves itself for a grant: as when it signed in, while it still has what that takes.
pub(crate) fn method(site: &Site, keys: &Keys) -> crate::dialect::ClientAuthentication {
    let listed = keys.authentication.map(|method| client::name(method).to_owned());
    client::method(&site.options, site.dialect_of(keys), listed.as_slice())
}

/// Ends one token. The `oauth2` crate takes no revocation endpoint on this machine, which a test needs.
async fn revoke_one(
    context: &Context,
    client: &Client<'_>,
    keys: &Keys,
    endpoint: &Url,
    (hint, token): (&str, &str),
) -> Result<(), Error> {
    let pairs = [("token", token), ("token_type_hint", hint)];
    let request = form::post(context, client, endpoint, &keys.token_endpoint, &pairs)?;
    let answer = ask(context, request, OPERATION).await?;
    match answer.status.as_u16() {
        200 | 204 => Ok(()),
        400 | 401 | 403 => {
            Err(Error::new(ErrorKind::Denied("the portal did not end the grant".into()), OPERATION))
        }
        _ => Err(trouble(context, answer.status, &answer.headers, OPERATION)),
    }
}
