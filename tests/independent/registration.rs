//! Dynamic registration at `oidc-provider` (RFC 7591), and its management (RFC 7592).

use backpack::connect::{Body, Request};
use backpack_testkit::run;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::people::briefly;
use super::portal::{Kind, Portal, send, with_token};
use super::visit::{Visit, by_reference};
use crate::world::{CALLBACK, sync};

#[test]
fn a_client_that_registered_itself_signs_in_and_is_gone_when_it_says_so() {
    run(async {
        let [person, other] = briefly();
        let Some(portal) = Portal::start(Kind::Router, &[person, other], json!({})).await else { return };
        let wanted = json!({
            "client_name": "Backpack",
            "application_type": "native",
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        });
        let (status, client) = ask(Method::POST, &format!("{}/reg", portal.issuer), None, &wanted).await;
        assert_eq!(status, StatusCode::CREATED, "{client}");
        let id = client["client_id"].as_str().unwrap().to_owned();
        assert_ne!(id, portal.client);
        assert_eq!(client["redirect_uris"], json!([CALLBACK]));

        let registered = by_id(id.clone());
        let visit = Visit::at(portal, person, 100, registered).await;
        assert!(visit.sync().await.complete);
        visit.has_all_of(person).await;

        let (place, token) = (&client["registration_client_uri"], &client["registration_access_token"]);
        let (place, token) = (place.as_str().unwrap(), token.as_str());
        let (status, read) = ask(Method::GET, place, token, &Value::Null).await;
        assert_eq!((status, &read["client_id"]), (StatusCode::OK, &json!(id)));
        let (status, _) = ask(Method::DELETE, place, token, &Value::Null).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        // The server knows this client no more: its grant cannot be kept alive.
        visit.portal.steer(json!({ "do": "expire" })).await;
        visit.later();
        assert!(sync(&visit.backpack, visit.connection).await.map_or(true, |report| !report.complete));
        visit.has_all_of(person).await;
    });
}

#[test]
fn a_redirect_that_a_native_app_may_not_have_is_refused() {
    run(async {
        let [person, _] = briefly();
        let Some(portal) = Portal::start(Kind::Router, &[person], json!({})).await else { return };
        let wanted = json!({
            "application_type": "native",
            "redirect_uris": ["http://elsewhere.example/callback"],
            "token_endpoint_auth_method": "none",
        });
        let (status, refusal) = ask(Method::POST, &format!("{}/reg", portal.issuer), None, &wanted).await;
        assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_redirect_uri")));
    });
}

fn by_id(id: String) -> impl FnOnce(backpack::smart::SmartOptions) -> backpack::smart::SmartOptions {
    move |mut options| {
        options.client_id = id;
        by_reference(options)
    }
}

async fn ask(method: Method, url: &str, token: Option<&str>, body: &Value) -> (StatusCode, Value) {
    let mut request = Request::new(method.clone(), Url::parse(url).unwrap());
    if let Some(token) = token {
        request = with_token(request, token);
    }
    if method == Method::POST {
        request = request
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(Body::Bytes(body.to_string().into()));
    }
    let (status, _, said) = send(request).await;
    (status, said)
}
