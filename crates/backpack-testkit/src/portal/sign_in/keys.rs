//! The key that signs id tokens, and JSON Web Signatures in the portal's two directions.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    KeyPair as _, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

use crate::portal::options::IdTokenAlgorithm;

/// The id under which the portal publishes its key.
pub(crate) const KID: &str = "demo-key-1";
/// A key for tests: everybody who has this crate has it too.
const TEST_RSA_KEY: &[u8] = include_bytes!("test_rsa_key.pk8");

/// The key that signs id tokens.
#[derive(Debug)]
pub(crate) enum Signer {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair, Curve),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Curve {
    P256,
    P384,
}

impl Signer {
    /// Returns a key for this algorithm, or nothing if the operating system has no randomness.
    pub(crate) fn new(algorithm: IdTokenAlgorithm) -> Option<Self> {
        let (curve, signing) = match algorithm {
            IdTokenAlgorithm::Rs256 => return RsaKeyPair::from_pkcs8(TEST_RSA_KEY).ok().map(Self::Rsa),
            IdTokenAlgorithm::Es256 => (Curve::P256, &ECDSA_P256_SHA256_FIXED_SIGNING),
            IdTokenAlgorithm::Es384 => (Curve::P384, &ECDSA_P384_SHA384_FIXED_SIGNING),
        };
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(signing, &random).ok()?;
        let pair = EcdsaKeyPair::from_pkcs8(signing, document.as_ref(), &random).ok()?;
        Some(Self::Ec(pair, curve))
    }

    pub(crate) const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_, Curve::P256) => "ES256",
            Self::Ec(_, Curve::P384) => "ES384",
        }
    }

    /// Returns the JSON Web Key Set that the portal publishes.
    pub(crate) fn public(&self) -> Value {
        let coded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let key = match self {
            Self::Rsa(pair) => {
                let parts = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": coded(&parts.n), "e": coded(&parts.e)})
            }
            Self::Ec(pair, curve) => {
                // An uncompressed point: 4, then both coordinates.
                let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = point.split_at(point.len() / 2);
                let name = if matches!(curve, Curve::P256) { "P-256" } else { "P-384" };
                json!({"kty": "EC", "crv": name, "x": coded(x), "y": coded(y)})
            }
        };
        let mut key = key;
        for (name, value) in [("kid", KID), ("use", "sig"), ("alg", self.algorithm())] {
            if let Some(members) = key.as_object_mut() {
                members.insert(name.to_owned(), json!(value));
            }
        }
        json!({ "keys": [key] })
    }

    /// Returns header and claims, signed.
    pub(crate) fn signed(&self, header: &Value, claims: &Value) -> Option<String> {
        let text = unsigned(header, claims);
        let random = SystemRandom::new();
        let signature = match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).ok()?;
                signature
            }
            Self::Ec(pair, _) => pair.sign(&random, text.as_bytes()).ok()?.as_ref().to_vec(),
        };
        Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Returns header and claims as they are signed, without a signature.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let coded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", coded(header), coded(claims))
}

/// Says whether a public key of a client made this signature, by RS384 or ES384.
pub(crate) fn is_signed_by(key: &Value, algorithm: &str, text: &str, signature: &[u8]) -> bool {
    let part =
        |name| key.get(name).and_then(Value::as_str).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let kind = key.get("kty").and_then(Value::as_str);
    match (algorithm, kind) {
        ("RS384", Some("RSA")) => {
            let (Some(n), Some(e)) = (part("n"), part("e")) else { return false };
            let key = PublicKeyComponents { n, e };
            key.verify(&RSA_PKCS1_2048_8192_SHA384, text.as_bytes(), signature).is_ok()
        }
        ("ES384", Some("EC")) if key.get("crv").and_then(Value::as_str) == Some("P-384") => {
            let (Some(x), Some(y)) = (part("x"), part("y")) else { return false };
            let point = [&[4][..], &x, &y].concat();
            let key = UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point);
            key.verify(text.as_bytes(), signature).is_ok()
        }
        _ => false,
    }
}
