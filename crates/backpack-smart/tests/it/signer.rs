//! An issuer that signs id tokens.

use backpack_smart::{ClientKey, KeyAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RsaKeyPair,
};
use serde_json::{Value, json};

/// The private key that RFC 7515, appendix A.2, prints.
pub(crate) const PEM: &str = include_str!("rfc7515_a2.pem");

/// Signs id tokens by one algorithm.
pub(crate) struct Signer {
    algorithm: &'static str,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Curve(EcdsaKeyPair),
}

impl Signer {
    pub(crate) fn new(algorithm: &'static str) -> Self {
        let random = SystemRandom::new();
        let curve = |signing| {
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(signing, &random).unwrap();
            Pair::Curve(EcdsaKeyPair::from_pkcs8(signing, pkcs8.as_ref(), &random).unwrap())
        };
        let pair = match algorithm {
            "ES256" => curve(&ECDSA_P256_SHA256_FIXED_SIGNING),
            "ES384" => curve(&ECDSA_P384_SHA384_FIXED_SIGNING),
            _ => Pair::Rsa(RsaKeyPair::from_pkcs8(rsa().pkcs8().expose()).unwrap()),
        };
        Self { algorithm, pair }
    }

    /// Returns the public key, under this id.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        match &self.pair {
            Pair::Rsa(_) => {
                let public = rsa().public_jwk().unwrap();
                json!({"kty": "RSA", "kid": kid, "n": public["n"], "e": public["e"]})
            }
            Pair::Curve(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let name = if x.len() == 32 { "P-256" } else { "P-384" };
                let text = |bytes| URL_SAFE_NO_PAD.encode(bytes);
                json!({"kty": "EC", "crv": name, "kid": kid, "x": text(x), "y": text(y)})
            }
        }
    }

    /// Signs claims; `kid` is the header's.
    pub(crate) fn sign(&self, kid: Option<&str>, claims: &Value) -> String {
        let mut header = json!({"alg": self.algorithm, "typ": "JWT"});
        if let Some(kid) = kid {
            header["kid"] = kid.into();
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let how: &'static dyn ring::signature::RsaEncoding =
                    if self.algorithm == "RS256" { &RSA_PKCS1_SHA256 } else { &RSA_PKCS1_SHA384 };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(how, &random, message.as_bytes(), &mut signature).unwrap();
                signature
            }
            Pair::Curve(pair) => pair.sign(&random, message.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Returns a client key for RS384.
pub(crate) fn rsa() -> ClientKey {
    ClientKey::from_pem("app-key", KeyAlgorithm::Rs384, PEM).unwrap()
}

/// Returns the header and the claims of a signed token.
pub(crate) fn open(token: &str) -> (Value, Value) {
    let part = |text: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
    let parts: Vec<_> = token.split('.').collect();
    let [header, claims, _] = parts[..] else { panic!("{token}") };
    (part(header), part(claims))
}

/// Says whether this public key signed the token.
pub(crate) fn verifies(jwk: &Value, token: &str) -> bool {
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let checked = if jwk["kty"] == "RSA" {
        let public = ring::signature::RsaPublicKeyComponents { n: bytes("n"), e: bytes("e") };
        public.verify(&ring::signature::RSA_PKCS1_2048_8192_SHA384, message.as_bytes(), &signature)
    } else {
        let point = [vec![4], bytes("x"), bytes("y")].concat();
        let how = &ring::signature::ECDSA_P384_SHA384_FIXED;
        ring::signature::UnparsedPublicKey::new(how, point).verify(message.as_bytes(), &signature)
    };
    checked.is_ok()
}
