//! What can go wrong in a sign-in.

use serde_json::Value;

/// A wrong answer of the token endpoint. Whole answers are replaced by [`Fault::Html`](super::Fault::Html) and
/// [`Fault::Status`](super::Fault::Status).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenFault {
    /// `token_type` is `mac`.
    TypeMac,
    /// `expires_in` is this, such as `"soon"`, `-1` or `"3600"`.
    ExpiresIn(Value),
    /// There is no `expires_in`.
    NoExpiresIn,
    /// There is no `access_token`.
    NoAccessToken,
    /// 200 without a body.
    Empty,
    /// This status with this error, such as 401 with `invalid_grant`, where the standard says 400. Nothing is used up.
    Refused(u16, String),
    /// `patient` is another person of the portal.
    OtherPatient,
    /// There is no `patient`.
    NoPatient,
    /// There is no new refresh token, and the old one stays good.
    NoRefreshToken,
    /// There is no `scope`.
    NoScope,
    /// These scopes are granted, and enforced, whatever was asked for: fewer, granular ones, or more.
    Scope(String),
}

/// A wrong id token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdTokenFault {
    /// For another nonce.
    WrongNonce,
    /// For another client.
    WrongAudience,
    /// From another issuer.
    WrongIssuer,
    /// It ended an hour ago.
    Expired,
    /// With the algorithm `none`, and no signature.
    Unsigned,
    /// Signed with HS256, the public key taken for the secret.
    Hs256,
    /// Signed by a key whose id the portal does not publish.
    UnknownKid,
    /// Without the id of its key; good otherwise.
    NoKid,
    /// Changed after it was signed.
    WrongSignature,
    /// There is none, although `openid` was granted.
    Missing,
}

/// Wrong parameters of the redirect that ends a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerFault {
    /// `state` is another one.
    WrongState,
    /// There is no `state`.
    NoState,
    /// `state` comes twice.
    StateTwice,
    /// `iss` is another issuer.
    WrongIssuer,
    /// There is no `iss`, although discovery promises one.
    NoIssuer,
    /// `error=server_error` stands beside the code.
    ErrorBesideCode,
}
