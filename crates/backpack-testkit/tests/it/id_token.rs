//! Id tokens: good ones are signed by the published key, and each fault spoils one thing.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use backpack_core::Clock as _;
use backpack_testkit::VirtualClock;
use backpack_testkit::portal::{
    DemoPortal, Fault, FhirUserForm, IdTokenAlgorithm, IdTokenFault, PortalOptions, When,
};
use backpack_testkit::run;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use serde_json::{Value, json};

use crate::client::{VERIFIER, authorize, discovery, document, exchange};
use crate::keys::opened;
use crate::portal::{EVERYTHING, person};

const NONCE: &str = "a-nonce-of-this-attempt";

fn options() -> PortalOptions {
    PortalOptions::people(vec![person()]).approved().clock(Arc::new(VirtualClock::new()))
}

/// Signs in, and returns the id token.
async fn token(portal: &DemoPortal) -> Value {
    let scope = format!("openid fhirUser {EVERYTHING}");
    let code = authorize(portal, &scope, &[("nonce", NONCE)]).await.remove("code").unwrap();
    exchange(portal, &code, VERIFIER).await.json()["id_token"].clone()
}

/// Says whether the published key with the id in the header made the signature, by the algorithm in the header.
fn is_signed(token: &str, keys: &Value) -> bool {
    let (text, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = opened(token);
    let key = &keys["keys"][0];
    let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let another = header.get("kid").is_some_and(|kid| *kid != key["kid"]);
    if another || header["alg"] != key["alg"] {
        return false;
    }
    match key["alg"].as_str().unwrap() {
        "RS256" => PublicKeyComponents { n: part("n"), e: part("e") }
            .verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &signature)
            .is_ok(),
        algorithm => {
            let point = [vec![4], part("x"), part("y")].concat();
            let curve =
                if algorithm == "ES256" { &ECDSA_P256_SHA256_FIXED } else { &ECDSA_P384_SHA384_FIXED };
            UnparsedPublicKey::new(curve, point).verify(text.as_bytes(), &signature).is_ok()
        }
    }
}

#[test]
fn a_good_token_is_signed_and_says_who_signed_in() {
    run(async {
        for (algorithm, name) in [
            (IdTokenAlgorithm::Rs256, "RS256"),
            (IdTokenAlgorithm::Es256, "ES256"),
            (IdTokenAlgorithm::Es384, "ES384"),
        ] {
            let mut options = options();
            options.id_tokens = algorithm;
            let portal = DemoPortal::start(options).await.unwrap();
            let told = document(&format!("{}/.well-known/openid-configuration", portal.origin())).await;
            assert_eq!(told["issuer"], portal.origin());
            assert_eq!(told["id_token_signing_alg_values_supported"], json!([name]));
            assert_eq!(told["jwks_uri"], discovery(&portal).await["jwks_uri"]);
            let keys = document(told["jwks_uri"].as_str().unwrap()).await;
            let token = token(&portal).await;
            let token = token.as_str().unwrap();
            assert!(is_signed(token, &keys), "{name}");
            let (header, claims) = opened(token);
            assert_eq!(header, json!({"typ": "JWT", "alg": name, "kid": "demo-key-1"}));
            let now = VirtualClock::new().now().as_millis() / 1_000;
            let patient = person().patient_id().to_owned();
            let expected = json!({
                "iss": portal.origin(), "aud": portal.client_id(), "sub": format!("sub-{patient}"),
                "iat": now, "exp": now + 300, "nonce": NONCE,
                "fhirUser": format!("{}/Patient/{patient}", portal.fhir_base()),
            });
            assert_eq!(claims, expected);
        }
    });
}

#[test]
fn the_person_may_be_named_relatively_or_by_another_issuer() {
    run(async {
        let mut options = options();
        options.fhir_user = FhirUserForm::Relative;
        options.dialect.tokens.issuers = vec!["https://identity.example".to_owned()];
        let portal = DemoPortal::start(options).await.unwrap();
        let token = token(&portal).await;
        let (_, claims) = opened(token.as_str().unwrap());
        assert_eq!(claims["fhirUser"], format!("Patient/{}", person().patient_id()));
        assert_eq!(claims["iss"], "https://identity.example");
        assert_eq!(discovery(&portal).await["issuer"], portal.origin());
    });
}

#[test]
fn each_fault_spoils_one_thing() {
    run(async {
        let portal = DemoPortal::start(options()).await.unwrap();
        let keys = document(&format!("{}/jwks", portal.origin())).await;
        let good = token(&portal).await;
        let (good_header, good_claims) = opened(good.as_str().unwrap());
        let changed = |whole: &Value, name: &str, value: Value| {
            let mut changed = whole.clone();
            changed[name] = value;
            changed
        };
        let claim = |name: &str, value: Value| (good_header.clone(), changed(&good_claims, name, value));
        let head = |name: &str, value: Value| (changed(&good_header, name, value), good_claims.clone());
        let now = VirtualClock::new().now().as_millis() / 1_000;
        let mut late = claim("exp", json!(now - 3_600));
        late.1["iat"] = json!(now - 3_900);
        let mut without_kid = good_header.clone();
        without_kid.as_object_mut().unwrap().remove("kid");
        let cases = [
            (IdTokenFault::WrongNonce, claim("nonce", json!("the-nonce-of-another-sign-in")), true),
            (IdTokenFault::WrongAudience, claim("aud", json!("another-client")), true),
            (IdTokenFault::WrongIssuer, claim("iss", json!("https://another-issuer.example")), true),
            (IdTokenFault::Expired, late, true),
            (IdTokenFault::Unsigned, head("alg", json!("none")), false),
            (IdTokenFault::Hs256, head("alg", json!("HS256")), false),
            (IdTokenFault::UnknownKid, head("kid", json!("demo-key-2")), false),
            (IdTokenFault::NoKid, (without_kid, good_claims.clone()), true),
            (IdTokenFault::WrongSignature, claim("sub", json!("sub-somebody-else")), false),
        ];
        for (fault, expected, signed) in cases {
            portal.arm(Fault::IdToken(fault), When::path("/token").times(1));
            let wrong = token(&portal).await;
            let wrong = wrong.as_str().unwrap();
            assert_eq!(opened(wrong), expected, "{fault:?}");
            assert_eq!(is_signed(wrong, &keys), signed, "{fault:?}");
        }
        portal.arm(Fault::IdToken(IdTokenFault::Missing), When::path("/token").times(1));
        assert_eq!(token(&portal).await, json!(null));
        let again = token(&portal).await;
        assert!(is_signed(again.as_str().unwrap(), &keys));
    });
}
