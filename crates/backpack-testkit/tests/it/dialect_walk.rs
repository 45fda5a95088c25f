//! Whoever keeps to a row can sign in, search, read and refresh at its portal: no portal is unfair.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use backpack_core::Clock as _;
use backpack_dialect::{
    Audience, ClientAuthentication, Dialect, Dialects, Offered, PatientParameter, Pkce, Redirects,
    RefreshScope, Registration, ScopeSyntax,
};
use backpack_testkit::VirtualClock;
use backpack_testkit::portal::{Client as Proof, DemoPortal, PortalOptions};
use backpack_testkit::run;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::client::{Answer, CHALLENGE, STATE, VERIFIER, document, post_with, send};
use crate::keys::{Key, opened};
use crate::portal::person;

const BACK: &str = "https://app.example/back";
const LOOPBACK: &str = "http://127.0.0.1:49152/callback";

/// A client that does what the row says, and nothing else.
struct Follower<'a> {
    row: &'a Dialect,
    portal: &'a DemoPortal,
    redirect: &'static str,
    secret: bool,
}

#[test]
fn whoever_keeps_to_a_row_gets_everything() {
    run(async {
        for row in Dialects::built_in().rows() {
            let methods = &row.tokens.authentication;
            let secret = !methods.is_empty() && !methods.contains(&ClientAuthentication::None);
            let proof = if secret { Proof::Secret("secret".to_owned()) } else { Proof::Public };
            let https = row.authorization.redirects == Redirects::Https;
            let clock = std::sync::Arc::new(VirtualClock::auto());
            let options = PortalOptions::people(vec![person()]).approved().client(proof).returning_to(BACK);
            let portal = DemoPortal::start(options.speaking(row.clone()).clock(clock)).await.unwrap();
            let redirect = if https { BACK } else { LOOPBACK };
            let follower = Follower { row, portal: &portal, redirect, secret };
            let grant = follower.sign_in().await;
            follower.read_all(&grant).await;
            follower.refresh(&grant).await;
            if let Registration::Protected { scope, endpoint } = &row.registration {
                let standing = follower.register(scope, endpoint).await;
                follower.read_all(&standing).await;
            }
        }
    });
}

impl Follower<'_> {
    fn scope(&self) -> String {
        let ending = if self.row.scopes.syntax == ScopeSyntax::V1 { "read" } else { "rs" };
        let clinical = self.row.scopes.types.iter().map(|kind| format!("patient/{kind}.{ending}"));
        let lasting = Some(self.row.scopes.lasting.clone()).filter(|scope| !scope.is_empty());
        self.row.scopes.context.iter().cloned().chain(lasting).chain(clinical).collect::<Vec<_>>().join(" ")
    }

    async fn sign_in(&self) -> Value {
        self.sign_in_for(&self.scope()).await
    }

    async fn sign_in_for(&self, scope: &str) -> Value {
        let base = self.portal.fhir_base();
        let mut asked = BTreeMap::from([
            ("response_type", "code"),
            ("client_id", self.portal.client_id()),
            ("redirect_uri", self.redirect),
            ("scope", scope),
            ("state", STATE),
            ("nonce", "a-nonce-of-this-attempt"),
        ]);
        match self.row.authorization.audience {
            Audience::Omitted => None,
            Audience::WithoutSlash => asked.insert("aud", base.trim_end_matches('/')),
            _ => asked.insert("aud", base),
        };
        if self.row.authorization.pkce != Pkce::Refused {
            asked.extend([("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
        }
        asked.extend(
            self.row.authorization.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        let url = format!("{}/authorize?{query}", self.portal.origin());
        let answer = send("GET", &url, &[], "").await.unwrap();
        assert_eq!(answer.status, 302, "{}: {}", self.row.name, answer.text());
        let back = url::Url::parse(answer.header("location")).unwrap();
        let code = back.query_pairs().find(|(name, _)| name == "code");
        assert!(code.is_some(), "{}: {back}", self.row.name);
        let code = code.unwrap().1.into_owned();
        let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", self.redirect)];
        let verifier = [("code_verifier", VERIFIER)];
        let sent = if self.row.authorization.pkce == Pkce::Refused { &[][..] } else { &verifier };
        let answer = self.token(&[&form[..], sent].concat()).await;
        assert_eq!(answer.status, 200, "{}: {}", self.row.name, answer.text());
        answer.json()
    }

    async fn token(&self, form: &[(&str, &str)]) -> Answer {
        let client = self.portal.client_id();
        let basic = format!("Basic {}", STANDARD.encode(format!("{client}:secret")));
        let own = [("client_id", client)];
        match (self.secret, self.row.tokens.authentication.first()) {
            (false, _) => post_with(self.portal, "/token", &[form, &own].concat(), &[]).await,
            (true, Some(ClientAuthentication::ClientSecretPost)) => {
                let secret = [("client_secret", "secret")];
                post_with(self.portal, "/token", &[form, &own, &secret].concat(), &[]).await
            }
            (true, _) => post_with(self.portal, "/token", form, &[("Authorization", &basic)]).await,
        }
    }

    /// Asks every search of the row's plan, and reads the patient.
    async fn read_all(&self, grant: &Value) {
        let bearer = format!("Bearer {}", grant["access_token"].as_str().unwrap());
        let accept = self.row.search.accept.as_deref().unwrap_or("application/fhir+json");
        let headers = [("Authorization", bearer.as_str()), ("Accept", accept)];
        let patient = self.patient(grant);
        let mut own: Vec<String> = Vec::new();
        own.extend(
            self.row
                .tokens
                .carried
                .iter()
                .map(|(member, name)| format!("{name}={}", grant[member].as_str().unwrap())),
        );
        let asked_of_all = own.clone();
        own.extend(self.row.search.parameters.iter().map(|(name, value)| format!("{name}={value}")));
        match (self.row.search.patient, &patient) {
            (PatientParameter::Id, Some(id)) => own.push(format!("patient={id}")),
            (PatientParameter::Reference, Some(id)) => own.push(format!("patient=Patient/{id}")),
            _ => {}
        }
        let mut found = 0;
        for (kind, with) in self.searches().await {
            let query = [own.clone(), with].concat().join("&");
            let url = format!("{}/{kind}?{query}", self.portal.fhir_base());
            let page = send("GET", &url, &headers, "").await.unwrap();
            assert_eq!(page.status, 200, "{}: {url}: {}", self.row.name, page.text());
            found += page.json()["entry"].as_array().map_or(0, Vec::len);
        }
        assert!(found > 0, "{} brings nothing", self.row.name);
        let id = patient.unwrap_or_else(|| person().patient_id().to_owned());
        let read = format!("{}/Patient/{id}?{}", self.portal.fhir_base(), asked_of_all.join("&"));
        let answer = send("GET", &read, &headers, "").await.unwrap();
        assert!([200, 302].contains(&answer.status), "{}: {}", self.row.name, answer.status);
    }

    /// The types that are asked for and offered, with the parameters of each search.
    async fn searches(&self) -> Vec<(String, Vec<String>)> {
        let metadata = document(&format!("{}/metadata", self.portal.fhir_base())).await;
        let granted = |kind: &str| self.row.scopes.types.iter().any(|known| known == "*" || known == kind);
        let offered = metadata["rest"][0]["resource"].as_array().unwrap().clone();
        let offered = offered.iter().filter(|one| one["searchParam"].is_array());
        let kinds: Vec<&str> =
            offered.map(|one| one["type"].as_str().unwrap()).filter(|kind| granted(kind)).collect();
        let planned = |kind: &str| match self.row.plan.searches.get(kind) {
            Some(searches) => searches
                .iter()
                .map(|one| one.with.iter().map(|(n, v)| format!("{n}={v}")).collect())
                .collect(),
            None => vec![Vec::new()],
        };
        kinds
            .iter()
            .flat_map(|kind| planned(kind).into_iter().map(|with| ((*kind).to_owned(), with)))
            .collect()
    }

    /// Looks for the patient where the row says, in its order.
    fn patient(&self, grant: &Value) -> Option<String> {
        use backpack_dialect::PatientSource::{AccessToken, FhirUser, TokenAnswer};
        self.row.tokens.patient_from.iter().find_map(|source| match source {
            TokenAnswer => grant["patient"].as_str().map(str::to_owned),
            FhirUser => {
                let (_, claims) = opened(grant["id_token"].as_str()?);
                Some(claims["fhirUser"].as_str()?.rsplit('/').next()?.to_owned())
            }
            AccessToken => {
                let (_, claims) = opened(grant["access_token"].as_str().filter(|token| token.contains('.'))?);
                claims[self.row.tokens.patient_claim.as_deref()?].as_str().map(str::to_owned)
            }
            _ => None,
        })
    }

    async fn refresh(&self, grant: &Value) {
        let given = match self.row.tokens.refresh.offered {
            Offered::Nobody => false,
            Offered::Confidential => self.secret,
            _ => true,
        };
        assert_eq!(grant["refresh_token"].is_string(), given, "{}", self.row.name);
        let Some(token) = grant["refresh_token"].as_str() else { return };
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        if self.row.tokens.refresh.scope == RefreshScope::AsGranted {
            form.push(("scope", grant["scope"].as_str().unwrap()));
        }
        let answer = self.token(&form).await;
        assert_eq!(answer.status, 200, "{}: {}", self.row.name, answer.text());
    }

    /// Registers a key for this connection, and takes tokens by it.
    async fn register(&self, scope: &str, endpoint: &str) -> Value {
        let first = self.sign_in_for(scope).await;
        let beside =
            url::Url::parse(&format!("{}/authorize", self.portal.origin())).unwrap().join(endpoint).unwrap();
        let bearer = format!("Bearer {}", first["access_token"].as_str().unwrap());
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let key = Key::es384();
        let asked = json!({"software_id": self.portal.client_id(), "jwks": key.public()}).to_string();
        let registered = send("POST", beside.as_str(), &headers, &asked).await.unwrap();
        assert_eq!(registered.status, 201, "{}", registered.text());
        let id = registered.json()["client_id"].as_str().unwrap().to_owned();
        let now = VirtualClock::new().now().as_millis() / 1_000;
        let claims = json!({
            "iss": id, "sub": id, "aud": format!("{}/token", self.portal.origin()), "exp": now + 300, "jti": "one",
        });
        let assertion = key.signed(&key.header(), &claims);
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        let form = [("grant_type", grant), ("client_id", &id), ("assertion", &assertion)];
        post_with(self.portal, "/token", &form, &[]).await.json()
    }
}
