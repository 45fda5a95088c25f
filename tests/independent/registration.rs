//! Dynamic registration at `oidc-provider` (RFC 7591) and its management (RFC 7592): public clients, and keys.

use std::sync::Arc;

use backpack::connect::Context;
use backpack::smart::{ClientKey, KeyAlgorithm, Registered, RegistrationError, RegistrationRequest};
use backpack::smart::{register, unregister};
use backpack_testkit::run;
use serde_json::json;

use super::people::briefly;
use super::portal::{Kind, Portal, patient_transport};
use super::visit::{Visit, by_reference, newcomer};
use crate::world::{CALLBACK, sync};

/// A portal, and what an app needs to register there.
async fn portal() -> Option<(Portal, Context)> {
    let [person, other] = briefly();
    let portal = Portal::start(Kind::Router, &[person, other], json!({})).await?;
    let (home, ..) = newcomer(person, 100).await;
    Some((portal, Context::new(patient_transport(), Arc::new(home.clock))))
}

/// Connects with a client that was registered, and brings everything, once with a refreshed token.
async fn visit_as(portal: Portal, registered: &Registered, key: Option<ClientKey>) -> Visit {
    let options = |_| {
        let options = by_reference(registered.options());
        match key {
            Some(key) => options.with_client_key(key),
            None => options,
        }
    };
    let visit = Visit::at(portal, &briefly()[0], 100, options).await;
    visit.later();
    assert!(visit.sync().await.complete);
    visit.has_all_of(&briefly()[0]).await;
    assert_eq!(visit.portal.exchanges("authorization_code").await, [200]);
    assert_eq!(visit.portal.exchanges("refresh_token").await, [200]);
    visit
}

#[test]
fn a_client_that_registered_itself_signs_in_and_is_gone_when_it_says_so() {
    run(async {
        let Some((portal, context)) = portal().await else { return };
        let wanted = RegistrationRequest::new("Backpack", [CALLBACK]);
        let registered = register(&context, &portal.base, &wanted).await.unwrap();
        assert_ne!(registered.client_id(), portal.client);
        assert_eq!(registered.redirect_uris(), [CALLBACK]);
        assert!(registered.can_end());
        let visit = visit_as(portal, &registered, None).await;

        unregister(&context, &registered).await.unwrap();
        // The server knows this client no more: its grant cannot be kept alive.
        visit.portal.steer(json!({ "do": "expire" })).await;
        visit.later();
        let ended = sync(&visit.backpack, visit.connection).await;
        assert!(ended.map_or(true, |report| !report.complete));
        visit.has_all_of(&briefly()[0]).await;
    });
}

#[test]
fn a_client_proves_itself_by_an_elliptic_key_that_it_made_itself() {
    run(async {
        proves_itself_by(ClientKey::generate().unwrap()).await;
    });
}

#[test]
fn a_client_proves_itself_by_an_rsa_key() {
    run(async {
        let Some(key) = Portal::rsa_key().await else { return };
        proves_itself_by(ClientKey::from_pem("of the app", KeyAlgorithm::Rs384, &key).unwrap()).await;
    });
}

/// `oidc-provider` is a certified judge of assertions: audience, lifetime, a `jti` that comes once, the signature.
async fn proves_itself_by(key: ClientKey) {
    let Some((portal, context)) = portal().await else { return };
    let wanted = RegistrationRequest::new("Backpack", [CALLBACK]).with_key(&key).unwrap();
    // What an assertion is signed with is part of this server's registration.
    let algorithm = key.public_jwk().unwrap()["alg"].clone();
    let wanted = wanted.with_member("token_endpoint_auth_signing_alg", algorithm);
    let registered = register(&context, &portal.base, &wanted).await.unwrap();
    visit_as(portal, &registered, Some(key)).await;
}

#[test]
fn a_redirect_that_a_native_app_may_not_have_is_refused() {
    run(async {
        let Some((portal, context)) = portal().await else { return };
        let wanted = RegistrationRequest::new("Backpack", ["http://elsewhere.example/callback"]);
        let refused = register(&context, &portal.base, &wanted).await.unwrap_err();
        assert!(matches!(refused, RegistrationError::RedirectUri(_)), "{refused:?}");
    });
}
