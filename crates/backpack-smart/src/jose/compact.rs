//! The compact form: three parts in base64url, joined by dots (RFC 7515, section 3.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;

/// The longest token that is read, in bytes.
const LENGTH: usize = 64 << 10;

/// A signed token, read but not yet believed.
pub(crate) struct Compact {
    header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    /// What the signature is over: the first two parts as they came.
    pub(super) signed: String,
    pub(super) signature: Vec<u8>,
}

impl Compact {
    /// Reads a token; `None` if it is none, or one with an extension that must be understood (`crit`).
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.').filter(|_| text.len() <= LENGTH)?;
        let (header, claims) = signed.split_once('.')?;
        let header = object(header)?;
        if header.contains_key("crit") {
            return None;
        }
        let signature = decode(signature)?;
        Some(Self { header, claims: object(claims)?, signed: signed.to_owned(), signature })
    }

    /// Returns the algorithm, if it is one that is believed.
    pub(super) fn algorithm(&self) -> Option<Algorithm> {
        self.header.get("alg").and_then(Value::as_str).and_then(Algorithm::named)
    }

    /// Says whether the algorithm is one that is believed.
    pub(crate) fn has_allowed_algorithm(&self) -> bool {
        self.algorithm().is_some()
    }

    pub(super) fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&decode(part)?).ok()
}

/// Decodes one part. Padding is wrong there, and harmless.
fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()
}
