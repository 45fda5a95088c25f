//! The first half: discovery, and the address the browser is sent to.

use backpack_connect::{Context, Error, ErrorKind, Prompt, Step};
use oauth2::{AuthUrl, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};

use super::pending::Attempt;
use crate::dialect::{Audience, Dialect};
use crate::discovery::{Portal, ScopeSyntax, discover};
use crate::oauth;
use crate::site::Site;

/// The random bytes of a state and of a nonce.
const RANDOM: u32 = 32;

/// Asks the portal about itself and returns the page the person signs in at.
pub(crate) async fn begin(context: &Context, site: &Site) -> Result<Step, Error> {
    let Site { options, base, .. } = site;
    if options.redirect_uri.is_empty() {
        return Err(Error::new(ErrorKind::Config("no redirect URI"), "sign in"));
    }
    let portal = discover(context, base).await?;
    let dialect = site.dialect_running(portal.software.as_deref());
    let (attempt, challenge) = attempt(context, site, dialect, &portal);
    let redirect = RedirectUrl::new(options.redirect_uri.clone())
        .map_err(|_| Error::new(ErrorKind::Config("the redirect URI is no URL"), "sign in"))?;
    let client = oauth::client(options, false)
        .set_auth_uri(AuthUrl::from_url(portal.endpoints.authorize))
        .set_redirect_uri(redirect);
    let mut request = client
        .authorize_url(|| CsrfToken::new(attempt.state.clone()))
        .add_scopes(attempt.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge);
    match dialect.authorization.audience {
        Audience::AsGiven => request = request.add_extra_param("aud", base.given()),
        Audience::WithoutSlash => {
            request = request.add_extra_param("aud", base.given().trim_end_matches('/'));
        }
        _ => {}
    }
    if attempt.scopes.iter().any(|scope| scope == "openid") {
        request = request.add_extra_param("nonce", attempt.nonce.clone());
    }
    let (page, _) = request.url();
    Ok(Step::Ask(Prompt::Open(page), attempt.seal()?))
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
        verifier: verifier.into_secret(),
        nonce: CsrfToken::new_random_len(RANDOM).into_secret(),
        scopes: scopes(site, dialect, endpoints.scopes),
        token_endpoint: endpoints.token.to_string(),
        revocation_endpoint: endpoints.revoke.as_ref().map(ToString::to_string),
        issuer: endpoints.issuer.clone(),
        names_issuer: endpoints.names_issuer,
        secret_in_body: endpoints.secret_in_body,
        declared: portal.declared.clone(),
        dialect: dialect.name.clone(),
        begun: context.clock.now().as_millis(),
    };
    (attempt, challenge)
}

fn scopes(site: &Site, dialect: &Dialect, syntax: ScopeSyntax) -> Vec<String> {
    if let Some(scopes) = &site.options.scopes {
        return scopes.clone();
    }
    let right = match syntax {
        ScopeSyntax::V1 => "read",
        ScopeSyntax::V2 => "rs",
    };
    let types = dialect.scopes.types.iter().map(|name| format!("patient/{name}.{right}"));
    let lasting = Some(&dialect.scopes.lasting).filter(|scope| !scope.is_empty());
    dialect.scopes.context.iter().chain(lasting).cloned().chain(types).collect()
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
