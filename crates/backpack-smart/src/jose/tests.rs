//! The examples of RFC 7515, the choice of a key, and everything that is not believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ClientKey, Compact, KeyAlgorithm, KeySet};

const PEM: &str = include_str!("../../tests/it/rfc7515_a2.pem");
const PAYLOAD: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
/// Appendix A.2.1: RS256.
const RS256: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
/// Appendix A.3.1: ES256.
const ES256: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

fn rsa() -> ClientKey {
    ClientKey::from_pem("a2", KeyAlgorithm::Rs384, PEM).unwrap()
}

/// The key of appendix A.2 as an issuer publishes it, changed by `more`.
fn rsa_jwk(more: &Value) -> Value {
    let public = rsa().public_jwk().unwrap();
    let mut jwk = json!({"kty": "RSA", "n": public["n"], "e": public["e"]});
    jwk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    jwk
}

fn curve_jwk() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    })
}

fn token(header: &Value, signature: &str) -> String {
    format!("{}.{PAYLOAD}.{signature}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

fn holds(token: &str, keys: &[Value]) -> bool {
    let keys = KeySet::read(json!({"keys": keys}).to_string().as_bytes()).unwrap();
    Compact::read(token).is_some_and(|token| keys.signed(&token))
}

#[test]
fn the_examples_of_rfc_7515_hold() {
    let rs256 = token(&json!({"alg": "RS256"}), RS256);
    let es256 = token(&json!({"alg": "ES256"}), ES256);
    assert!(holds(&rs256, &[rsa_jwk(&json!({}))]));
    assert!(holds(&es256, &[curve_jwk()]));
    assert_eq!(Compact::read(&rs256).unwrap().claims["iss"], "joe");
    let n = rsa().public_jwk().unwrap()["n"].as_str().unwrap().to_owned();
    assert!(n.starts_with("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp"), "{n}");
    for (whole, keys) in [(&rs256, rsa_jwk(&json!({}))), (&es256, curve_jwk())] {
        let other = whole.replace(PAYLOAD, &PAYLOAD.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Ei", 1));
        assert!(Compact::read(&other).is_some() && !holds(&other, std::slice::from_ref(&keys)));
        let cut = &whole[..whole.len() - 4];
        assert!(!holds(cut, std::slice::from_ref(&keys)));
    }
}

#[test]
fn no_algorithm_is_believed_that_needs_no_private_key() {
    let n = URL_SAFE_NO_PAD.decode(rsa().public_jwk().unwrap()["n"].as_str().unwrap()).unwrap();
    for name in ["none", "None", "NONE", "HS256", "HS384", "HS512", "PS256", "RS512", "EdDSA", "rs256", ""] {
        for signature in ["", RS256] {
            let token = token(&json!({"alg": name}), signature);
            assert!(!holds(&token, &[rsa_jwk(&json!({}))]), "{name}");
            assert!(!Compact::read(&token).unwrap().has_allowed_algorithm(), "{name}");
        }
    }
    // The public key as a shared secret: the classic confusion.
    let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &n);
    let message = format!("{}.{PAYLOAD}", URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#));
    let tag = URL_SAFE_NO_PAD.encode(ring::hmac::sign(&secret, message.as_bytes()));
    assert!(!holds(&format!("{message}.{tag}"), &[rsa_jwk(&json!({}))]));
    // An extension that must be understood is not.
    assert!(Compact::read(&token(&json!({"alg": "RS256", "crit": ["exp"]}), RS256)).is_none());
}

#[test]
fn the_key_that_is_named_decides_and_without_a_name_the_only_one_that_fits() {
    let plain = token(&json!({"alg": "RS256"}), RS256);
    let right = rsa_jwk(&json!({"kid": "a", "alg": "RS256", "use": "sig"}));
    let zeros = {
        let n = right["n"].as_str().unwrap();
        let padded = [vec![0; 3], URL_SAFE_NO_PAD.decode(n).unwrap()].concat();
        rsa_jwk(&json!({"n": URL_SAFE_NO_PAD.encode(padded)}))
    };
    let other = ClientKey::generate().unwrap().public_jwk().unwrap();
    let rows: [(&str, Vec<Value>, bool); 11] = [
        ("the only key", vec![right.clone()], true),
        ("the only key of its sort", vec![other.clone(), right.clone(), curve_jwk()], true),
        ("leading zeros", vec![zeros], true),
        ("two keys that fit", vec![right.clone(), rsa_jwk(&json!({"kid": "b"}))], false),
        ("the other is for another algorithm", vec![right.clone(), rsa_jwk(&json!({"alg": "RS384"}))], true),
        ("for encryption", vec![rsa_jwk(&json!({"use": "enc"}))], false),
        ("for signing alone", vec![rsa_jwk(&json!({"key_ops": ["sign"]}))], false),
        ("for checking", vec![rsa_jwk(&json!({"key_ops": ["verify"]}))], true),
        ("no such sort", vec![json!({"kty": "oct", "k": "AAAA"}), json!(7), json!({})], false),
        ("another key", vec![other], false),
        ("no keys", vec![], false),
    ];
    for (what, keys, expected) in rows {
        assert_eq!(holds(&plain, &keys), expected, "{what}");
    }
    // The signature does not cover these headers: what counts is which key is looked for, and that none is.
    let named = token(&json!({"alg": "RS256", "kid": "b"}), RS256);
    assert!(!holds(&named, &[right]));
}

#[test]
fn what_a_client_key_signs_holds_under_its_public_half() {
    let curve = ClientKey::generate().unwrap();
    for key in [rsa(), ClientKey::from_pkcs8("mine", KeyAlgorithm::Es384, curve.pkcs8().expose()).unwrap()] {
        let signed = key.sign(&json!({"iss": "me"})).unwrap();
        let jwk = key.public_jwk().unwrap();
        assert!(holds(&signed, std::slice::from_ref(&jwk)));
        assert!(!holds(&signed, &[ClientKey::generate().unwrap().public_jwk().unwrap()]));
        let header = URL_SAFE_NO_PAD.decode(signed.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(header, json!({"alg": jwk["alg"], "kid": key.kid(), "typ": "JWT"}));
        assert!(jwk.get("d").is_none() && jwk.get("p").is_none());
        assert_eq!((&jwk["kid"], &jwk["use"]), (&json!(key.kid()), &json!("sig")));
    }
    let (one, two) = (ClientKey::generate().unwrap(), ClientKey::generate().unwrap());
    assert!(one.kid() != two.kid() && one.kid().len() == 22);
    assert_eq!(format!("{:?}", rsa()), r#"ClientKey { kid: "a2", .. }"#);
}

#[test]
fn what_is_no_key_of_its_algorithm_is_refused() {
    let refused = |result: Result<ClientKey, backpack_connect::Error>| result.err().unwrap().to_string();
    let words = "read key: the settings are at fault: the client key is no PKCS #8 key of its algorithm";
    assert_eq!(refused(ClientKey::from_pem("k", KeyAlgorithm::Es384, PEM)), words);
    assert_eq!(refused(ClientKey::from_pkcs8("k", KeyAlgorithm::Rs384, b"")), words);
    let curve = ClientKey::generate().unwrap();
    assert_eq!(refused(ClientKey::from_pkcs8("k", KeyAlgorithm::Rs384, curve.pkcs8().expose())), words);
    for pem in
        ["", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----"]
    {
        assert_eq!(refused(ClientKey::from_pem("k", KeyAlgorithm::Rs384, pem)), words);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_as_a_token_or_not(text in "[A-Za-z0-9_.=-]{0,60}|[ -~]{0,40}") {
        if let Some(token) = Compact::read(&text) {
            let believed = KeySet::read(br#"{"keys":[]}"#).unwrap().signed(&token);
            prop_assert!(!believed);
        }
    }

    #[test]
    fn any_key_set_is_read_and_believes_nothing(
        kty in "RSA|EC|oct|[a-z]{0,3}", crv in "P-256|P-384|P-521|", n in "[A-Za-z0-9_=-]{0,90}", y in "[A-Za-z0-9_-]{0,64}",
    ) {
        let key = json!({"kty": kty, "crv": crv, "n": n, "e": y, "x": n, "y": y});
        for (name, signature) in [("RS256", RS256), ("ES256", ES256), ("ES384", ES256)] {
            let token = token(&json!({"alg": name}), signature);
            prop_assert!(!holds(&token, std::slice::from_ref(&key)));
        }
    }
}
