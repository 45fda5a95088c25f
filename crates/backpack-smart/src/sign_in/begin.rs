//! The first half: discovery, and the page the browser is sent to.

use backpack_connect::{Context, Error, ErrorKind, Prompt, Step};
use oauth2::{AuthUrl, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use url::{Host, Url};

use super::pending::Attempt;
use super::scopes::{narrowed, scopes};
use crate::client::{self, Client, Proof};
use crate::dialect::{Audience, Dialect, Method, Nonce, Pkce, Redirects, Registration};
use crate::discovery::{Endpoints, Portal};
use crate::oauth;
use crate::site::Site;

const OPERATION: &str = "sign in";
/// The random bytes of a state and of a nonce.
const RANDOM: u32 = 32;
/// The longest address that every browser and server takes (SMART App Launch 2.2, "authorize-post").
const ADDRESS: usize = 2000;
/// What a row's further parameters never replace, or never may say (a secret in an address, an age of the session).
const OWN: [&str; 12] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "aud",
    "client_secret",
    "max_age",
    "auth_time",
];

/// Asks the portal about itself and returns the page the person signs in at.
pub(crate) async fn begin(context: &Context, site: &Site) -> Result<Step, Error> {
    check_redirect(site, site.dialect())?;
    let portal = site.portal(context).await?;
    let dialect = site.dialect_running(portal.software.as_deref());
    let method = client::method(&site.options, dialect, &portal.endpoints.authentication);
    let asked = scopes(site, dialect, &portal.endpoints, method);
    ask(context, site, &portal, asked, false)
}

/// Begins once more with the scopes that the portal lists, after it refused those of `refused`; `None` if there are
/// no fewer to ask for, or the host chose them.
pub(crate) async fn begin_narrowed(
    context: &Context,
    site: &Site,
    refused: &Attempt,
) -> Result<Option<Step>, Error> {
    if refused.narrowed || site.options.scopes.is_some() {
        return Ok(None);
    }
    let portal = site.portal(context).await?;
    let dialect = site.dialect_named(&refused.dialect);
    let fewer = narrowed(dialect, &refused.scopes, &portal.endpoints.scopes_supported);
    fewer.map(|scopes| ask(context, site, &portal, scopes, true)).transpose()
}

fn check_redirect(site: &Site, dialect: &Dialect) -> Result<(), Error> {
    let config = |why| Err(Error::new(ErrorKind::Config(why), OPERATION));
    let redirect = &site.options.redirect_uri;
    if redirect.is_empty() {
        return config("no redirect URI");
    }
    let Ok(redirect) = Url::parse(redirect) else { return config("the redirect URI is no URL") };
    let local = match redirect.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
        None => false,
    };
    if dialect.authorization.redirects == Redirects::Https && (local || redirect.scheme() != "https") {
        return config("this portal comes back to https addresses alone, not to this machine");
    }
    Ok(())
}

fn ask(
    context: &Context,
    site: &Site,
    portal: &Portal,
    scopes: Vec<String>,
    narrowed: bool,
) -> Result<Step, Error> {
    let dialect = site.dialect_running(portal.software.as_deref());
    check_redirect(site, dialect)?;
    let (mut attempt, challenge) = attempt(context, site, dialect, portal);
    attempt.scopes = scopes;
    attempt.narrowed = narrowed;
    let page = page(site, dialect, portal, &attempt, challenge)?;
    let by_form = portal.endpoints.takes_form && dialect.authorization.method == Method::Declared;
    let prompt = if by_form && page.as_str().len() > ADDRESS {
        let endpoint = portal.endpoints.authorize.clone();
        let own = endpoint.query_pairs().count();
        Prompt::Submit { form: page.query_pairs().into_owned().skip(own).collect(), url: endpoint }
    } else {
        Prompt::Open(page)
    };
    Ok(Step::Ask(prompt, attempt.seal()?))
}

fn page(
    site: &Site,
    dialect: &Dialect,
    portal: &Portal,
    attempt: &Attempt,
    challenge: PkceCodeChallenge,
) -> Result<Url, Error> {
    let Site { options, base, .. } = site;
    let redirect = RedirectUrl::new(options.redirect_uri.clone())
        .map_err(|_| Error::new(ErrorKind::Config("the redirect URI is no URL"), OPERATION))?;
    let client = oauth::client(&Client { id: &options.client_id, proof: Proof::None })
        .set_auth_uri(AuthUrl::from_url(portal.endpoints.authorize.clone()))
        .set_redirect_uri(redirect);
    let mut request = client
        .authorize_url(|| CsrfToken::new(attempt.state.clone()))
        .add_scopes(attempt.scopes.iter().cloned().map(Scope::new));
    if attempt.verifier.is_some() {
        request = request.set_pkce_challenge(challenge);
    }
    match dialect.authorization.audience {
        Audience::AsGiven => request = request.add_extra_param("aud", base.given()),
        Audience::WithoutSlash => {
            request = request.add_extra_param("aud", base.given().trim_end_matches('/'));
        }
        _ => {}
    }
    if dialect.authorization.nonce == Nonce::Always || attempt.asks_for("openid") {
        request = request.add_extra_param("nonce", attempt.nonce.clone());
    }
    for (name, value) in &dialect.authorization.parameters {
        if !OWN.contains(&name.as_str()) {
            request = request.add_extra_param(name.clone(), value.clone());
        }
    }
    Ok(request.url().0)
}

fn attempt(
    context: &Context,
    site: &Site,
    dialect: &Dialect,
    portal: &Portal,
) -> (Attempt, PkceCodeChallenge) {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let Site { options, base, .. } = site;
    let endpoints = &portal.endpoints;
    let attempt = Attempt {
        format: Attempt::FORMAT,
        base: base.given().to_owned(),
        client_id: options.client_id.clone(),
        redirect_uri: options.redirect_uri.clone(),
        state: CsrfToken::new_random_len(RANDOM).into_secret(),
        verifier: (dialect.authorization.pkce != Pkce::Refused).then(|| verifier.into_secret()),
        nonce: CsrfToken::new_random_len(RANDOM).into_secret(),
        scopes: Vec::new(),
        narrowed: false,
        token_endpoint: endpoints.token.to_string(),
        revocation_endpoint: endpoints.revoke.as_ref().map(ToString::to_string),
        introspection_endpoint: endpoints.introspect.as_ref().map(ToString::to_string),
        registration_endpoint: registration(dialect, portal),
        issuer: endpoints.issuer.clone(),
        names_issuer: endpoints.names_issuer,
        keys: endpoints.keys.as_ref().map(ToString::to_string),
        authentication: client::method(options, dialect, &endpoints.authentication),
        declared: portal.declared.clone(),
        dialect: dialect.name.clone(),
        begun: context.clock.now().as_millis(),
    };
    (attempt, challenge)
}

/// Returns where a client for this connection alone is registered, if that is how this portal gives lasting access.
fn registration(dialect: &Dialect, portal: &Portal) -> Option<String> {
    let Registration::Protected { endpoint, .. } = &dialect.registration else { return None };
    let Endpoints { authorize, token, register, .. } = &portal.endpoints;
    let sibling = || authorize.join(endpoint).ok().filter(crate::base::is_safe);
    // It gets the token of the first sign-in: nobody does but who signs people in there.
    let is_own = |url: &&Url| [authorize, token].iter().any(|own| own.origin() == url.origin());
    register.as_ref().filter(is_own).cloned().or_else(sibling).map(|url| url.to_string())
}

#[cfg(test)]
mod tests {
    use oauth2::{PkceCodeChallenge, PkceCodeVerifier};

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = PkceCodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge.method().as_str(), "S256");
    }
}
