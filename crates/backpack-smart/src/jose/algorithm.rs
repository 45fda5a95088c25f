//! The algorithms that a signature is believed by. Never `none`, and none with a shared secret.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RsaParameters, VerificationAlgorithm,
};

/// An algorithm of RFC 7518 that is believed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Rs384,
    Es256,
    Es384,
}

impl Algorithm {
    /// Returns the algorithm of this name; `None` for all that are not believed.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "RS384" => Some(Self::Rs384),
            "ES256" => Some(Self::Es256),
            "ES384" => Some(Self::Es384),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
        }
    }

    /// Returns how an RSA key checks it, for keys from 2048 bits on.
    pub(super) fn rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Self::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
            _ => None,
        }
    }

    /// Returns how an elliptic curve key checks it, with the curve's name in a JWK and the bytes of a coordinate.
    pub(super) fn curve(self) -> Option<(&'static dyn VerificationAlgorithm, &'static str, usize)> {
        match self {
            Self::Es256 => Some((&ECDSA_P256_SHA256_FIXED, "P-256", 32)),
            Self::Es384 => Some((&ECDSA_P384_SHA384_FIXED, "P-384", 48)),
            _ => None,
        }
    }
}
