use std::collections::BTreeMap;

use backpack_connect::{Answer, Body, Credential, Grant, PatientRef, Pending, Request};
use backpack_core::SecretBytes;
use url::Url;

#[test]
fn no_debug_shows_a_secret() {
    let secret = || SecretBytes::new(b"canary".to_vec());
    let url = Url::parse("https://portal.example/").unwrap();
    let fields = BTreeMap::from([("password".to_owned(), "canary".into())]);
    let shown = [
        format!("{:?}", Grant::new(PatientRef::new("p1"), secret())),
        format!("{:?}", Pending::new(secret())),
        format!("{:?}", Answer::Redirect("https://app.example/?code=canary".into())),
        format!("{:?}", Answer::Fields(fields)),
        format!(
            "{:?}",
            Request::get(url.clone())
                .body(Body::Secret(secret()))
                .credential(Credential::new("canary".into(), url))
        ),
    ];
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
    }
}
