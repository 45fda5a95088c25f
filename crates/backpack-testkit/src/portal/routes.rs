//! Which address is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use backpack_dialect::Revocation;

use super::discovery::{capability, smart};
use super::faults;
use super::fhir::outcome::Refusal;
use super::fhir::{read, search};
use super::shared::Portal;
use super::sign_in::{authorize, id_token, introspect, protected, registration, token};

/// The paths of endpoints that a row cannot take for its own.
const TAKEN: [&str; 5] = ["/authorize", "/token", "/revoke", "/introspect", "/jwks"];

pub(crate) fn routes(portal: &Arc<Portal>) -> Router {
    let base = portal.path();
    let mut router = Router::new()
        .route("/authorize", get(authorize::ask).post(authorize::submit))
        .route("/token", post(token::give))
        .route("/introspect", post(introspect::look))
        .route(&format!("{base}/.well-known/smart-configuration"), get(smart::configuration))
        .route(&format!("{base}/metadata"), get(capability::metadata))
        .route(&format!("{base}/{{kind}}"), get(search::by_query))
        .route(&format!("{base}/{{kind}}/_search"), post(search::by_form))
        .route(&format!("{base}/{{kind}}/{{id}}"), get(read::by_id))
        .fallback(|| async { Refusal::not_found() });
    if portal.issues_id_tokens() {
        router = router
            .route("/jwks", get(id_token::keys))
            .route("/.well-known/openid-configuration", get(id_token::configuration));
    }
    if portal.dialect().tokens.revocation == Revocation::Claimed {
        router = router.route("/revoke", post(token::revoke));
    }
    if portal.registers_openly() {
        router = router
            .route("/register", post(registration::register))
            .route("/register/{id}", get(registration::look).delete(registration::remove));
    }
    let protected = portal.protected_path().filter(|path| !TAKEN.contains(&path.as_str()));
    if let Some(path) = protected.filter(|path| !path.starts_with(base)) {
        router = router.route(&path, post(protected::register));
    }
    router
        .layer(DefaultBodyLimit::max(1 << 20))
        .layer(from_fn_with_state(Arc::clone(portal), faults::around))
        .with_state(Arc::clone(portal))
}
