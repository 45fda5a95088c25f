//! Reading the keys that an issuer publishes (RFC 7517), and checking a signature with the one that fits.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::compact::Compact;

/// The most keys of a set that are looked at.
const KEYS: usize = 100;

/// The public keys of an issuer. What cannot be read, or is not for signatures, is left out.
pub(crate) struct KeySet(Vec<Key>);

struct Key {
    kid: Option<String>,
    /// The only algorithm that it is for, if it says so.
    algorithm: Option<String>,
    material: Material,
}

enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The curve's name and the uncompressed point.
    Curve(String, Vec<u8>),
}

impl KeySet {
    /// Reads a JWK set; `None` if it is none.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        let set: Map<String, Value> = serde_json::from_slice(json).ok()?;
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().take(KEYS).filter_map(Key::read).collect()))
    }

    /// Says whether one of these keys signed the token: the one that it names, or the only one that fits.
    pub(crate) fn signed(&self, token: &Compact) -> bool {
        let Some(algorithm) = token.algorithm() else { return false };
        let fitting = self.0.iter().filter(|key| key.fits(algorithm));
        let chosen: Vec<_> = match token.kid() {
            Some(kid) => fitting.filter(|key| key.kid.as_deref() == Some(kid)).collect(),
            None => fitting.collect(),
        };
        // Two keys that both fit are a guess, and a guess is no proof.
        let [key] = chosen[..] else { return false };
        key.signed(algorithm, token)
    }
}

impl Key {
    fn read(key: &Value) -> Option<Self> {
        let text = |name| key.get(name).and_then(Value::as_str);
        let bytes = |name| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
        let operations = key.get("key_ops").and_then(Value::as_array);
        if text("use").is_some_and(|used| used != "sig")
            || operations.is_some_and(|all| !all.iter().any(|one| one == "verify"))
        {
            return None;
        }
        let material = match text("kty")? {
            "RSA" => Material::Rsa { n: unsigned(bytes("n")?), e: unsigned(bytes("e")?) },
            "EC" => Material::Curve(text("crv")?.to_owned(), [vec![4], bytes("x")?, bytes("y")?].concat()),
            _ => return None,
        };
        let owned = |name| text(name).map(ToOwned::to_owned);
        Some(Self { kid: owned("kid"), algorithm: owned("alg"), material })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        let made = match &self.material {
            Material::Rsa { .. } => algorithm.rsa().is_some(),
            Material::Curve(name, _) => algorithm.curve().is_some_and(|(_, curve, _)| curve == name),
        };
        made && self.algorithm.as_deref().is_none_or(|name| name == algorithm.name())
    }

    fn signed(&self, algorithm: Algorithm, token: &Compact) -> bool {
        let (message, signature) = (token.signed.as_bytes(), &token.signature);
        let checked = match (&self.material, algorithm.rsa(), algorithm.curve()) {
            (Material::Rsa { n, e }, Some(rsa), _) => {
                RsaPublicKeyComponents { n, e }.verify(rsa, message, signature)
            }
            (Material::Curve(_, point), _, Some((curve, _, size))) if point.len() == 1 + 2 * size => {
                UnparsedPublicKey::new(curve, point).verify(message, signature)
            }
            _ => return false,
        };
        checked.is_ok()
    }
}

/// Leaves out leading zeros, which some issuers write and ring refuses.
fn unsigned(bytes: Vec<u8>) -> Vec<u8> {
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}
