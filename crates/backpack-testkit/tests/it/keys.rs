//! Keys of a client, and what it signs with them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA384, RsaKeyPair,
};
use serde_json::{Value, json};

/// The key of the demo portal serves as a client's key as well: it is a test key.
const RSA: &[u8] = include_bytes!("../../src/portal/sign_in/test_rsa_key.pk8");

/// A client's key.
pub(crate) enum Key {
    Rs384(RsaKeyPair),
    Es384(EcdsaKeyPair),
}

impl Key {
    pub(crate) fn rs384() -> Self {
        Self::Rs384(RsaKeyPair::from_pkcs8(RSA).unwrap())
    }

    pub(crate) fn es384() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, document.as_ref(), &random);
        Self::Es384(pair.unwrap())
    }

    /// The public keys as they are registered.
    pub(crate) fn public(&self) -> Value {
        let coded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let key = match self {
            Self::Rs384(pair) => {
                let parts = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "kid": "mine", "n": coded(&parts.n), "e": coded(&parts.e)})
            }
            Self::Es384(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (coded(&point[1..49]), coded(&point[49..]));
                json!({"kty": "EC", "crv": "P-384", "kid": "mine", "x": x, "y": y})
            }
        };
        json!({ "keys": [key] })
    }

    /// The header that fits the key.
    pub(crate) fn header(&self) -> Value {
        let algorithm = if matches!(self, Self::Rs384(_)) { "RS384" } else { "ES384" };
        json!({"alg": algorithm, "typ": "JWT", "kid": "mine"})
    }

    pub(crate) fn signed(&self, header: &Value, claims: &Value) -> String {
        let coded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", coded(header), coded(claims));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Rs384(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA384, &random, text.as_bytes(), &mut signature).unwrap();
                signature
            }
            Self::Es384(pair) => pair.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Returns header and claims of a token, whether or not anybody signed it.
pub(crate) fn opened(token: &str) -> (Value, Value) {
    let parts: Vec<&str> = token.split('.').collect();
    let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    (read(parts[0]), read(parts[1]))
}
