//! The key of a confidential client, and what it signs.

use std::fmt;

use backpack_connect::{Error, ErrorKind};
use backpack_core::SecretBytes;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oauth2::CsrfToken;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA384, RsaKeyPair,
};
use serde_json::{Value, json};

/// The random bytes of a key's id.
const RANDOM: u32 = 16;
/// The bytes of a coordinate of P-384.
const COORDINATE: usize = 48;

/// The private key by which a confidential client proves itself (`private_key_jwt`: SMART App Launch 2.2, "Client
/// Authentication: Asymmetric"). Never cloned, never printed, wiped when dropped.
pub struct ClientKey {
    kid: String,
    algorithm: KeyAlgorithm,
    pkcs8: SecretBytes,
}

/// How a client signs. SMART names these two, and portals must know at least one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// RSA with SHA-384, for a key of 2048 bits or more.
    Rs384,
    /// The curve P-384 with SHA-384.
    Es384,
}

impl KeyAlgorithm {
    /// Returns the name in a JWK and a JWS header (RFC 7518, section 3.1).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs384 => "RS384",
            Self::Es384 => "ES384",
        }
    }
}

enum Pair {
    Rsa(RsaKeyPair),
    Curve(EcdsaKeyPair),
}

impl ClientKey {
    /// Returns the key in a PKCS #8 document (RFC 5208, DER). `kid` is the key's id in the app's published key set.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if it is no such key, or an RSA key shorter than 2048 bits.
    pub fn from_pkcs8(kid: impl Into<String>, algorithm: KeyAlgorithm, der: &[u8]) -> Result<Self, Error> {
        let key = Self { kid: kid.into(), algorithm, pkcs8: SecretBytes::new(der.to_vec()) };
        key.pair()?;
        Ok(key)
    }

    /// Returns the key in a PEM text with the label `PRIVATE KEY` (RFC 7468, section 10).
    ///
    /// # Errors
    ///
    /// As [`from_pkcs8`](Self::from_pkcs8), and if there is no such label.
    pub fn from_pem(kid: impl Into<String>, algorithm: KeyAlgorithm, pem: &str) -> Result<Self, Error> {
        let inner = pem.split_once("-----BEGIN PRIVATE KEY-----").and_then(|(_, rest)| {
            let (inner, _) = rest.split_once("-----END PRIVATE KEY-----")?;
            let joined = zeroize::Zeroizing::new(inner.split_whitespace().collect::<String>());
            STANDARD.decode(joined.as_bytes()).ok().map(zeroize::Zeroizing::new)
        });
        Self::from_pkcs8(kid, algorithm, &inner.ok_or_else(no_key)?)
    }

    /// Returns a new key for ES384 with a random id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Local`] if this machine gives no randomness.
    pub fn generate() -> Result<Self, Error> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &SystemRandom::new());
        let made = made.map_err(|_| Error::new(ErrorKind::Local, "make a key"))?;
        Self::from_pkcs8(CsrfToken::new_random_len(RANDOM).into_secret(), KeyAlgorithm::Es384, made.as_ref())
    }

    /// Returns the key's id.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Returns the private key as PKCS #8, for an app that keeps a generated one. It is for a key store alone.
    #[must_use]
    pub fn pkcs8(&self) -> &SecretBytes {
        &self.pkcs8
    }

    /// Returns the public half as a JWK (RFC 7517), to be published in the app's key set: `{"keys": [ … ]}`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the key cannot be read, which was checked when it was made.
    pub fn public_jwk(&self) -> Result<Value, Error> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (kid, alg) = (&self.kid, self.algorithm.name());
        match self.pair()? {
            Pair::Rsa(pair) => {
                let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
                let (n, e) = (text(&public.n), text(&public.e));
                Ok(
                    json!({"kty": "RSA", "use": "sig", "key_ops": ["verify"], "alg": alg, "kid": kid, "n": n, "e": e}),
                )
            }
            Pair::Curve(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) =
                    point.get(1..).unwrap_or_default().split_at_checked(COORDINATE).ok_or_else(no_key)?;
                let (x, y) = (text(x), text(y));
                Ok(json!({
                    "kty": "EC", "crv": "P-384", "use": "sig", "key_ops": ["verify"], "alg": alg, "kid": kid,
                    "x": x, "y": y,
                }))
            }
        }
    }

    /// Signs claims: a JWS in its compact form with `typ` JWT and the key's id.
    pub(crate) fn sign(&self, claims: &Value) -> Result<String, Error> {
        let local = || Error::new(ErrorKind::Local, "sign");
        let header = json!({"alg": self.algorithm.name(), "kid": self.kid, "typ": "JWT"});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let random = SystemRandom::new();
        let signature = match self.pair()? {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA384, &random, message.as_bytes(), &mut signature)
                    .map_err(|_| local())?;
                signature
            }
            Pair::Curve(pair) => {
                pair.sign(&random, message.as_bytes()).map_err(|_| local())?.as_ref().to_vec()
            }
        };
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn pair(&self) -> Result<Pair, Error> {
        let der = self.pkcs8.expose();
        match self.algorithm {
            KeyAlgorithm::Rs384 => RsaKeyPair::from_pkcs8(der).map(Pair::Rsa),
            KeyAlgorithm::Es384 => {
                let random = SystemRandom::new();
                EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, der, &random).map(Pair::Curve)
            }
        }
        .map_err(|_| no_key())
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

fn no_key() -> Error {
    Error::new(ErrorKind::Config("the client key is no PKCS #8 key of its algorithm"), "read key")
}
