//! What can go wrong.

use std::time::Duration;

use backpack_dialect::Oddity;

use super::discovery_fault::DiscoveryFault;
use super::sign_in_fault::{AnswerFault, IdTokenFault, TokenFault};

/// One way in which a portal misbehaves. The testkit's README has a table of what each proves.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// This status with an OperationOutcome, and a `Retry-After` if there is one: 429, 503, 500, 410, 400, 403, 406.
    Status(u16, Option<RetryAfter>),
    /// This status without a body.
    Bare(u16),
    /// This status with a page of HTML, as gateways answer.
    Html(u16),
    /// 429 with `X-RateLimit-Limit`, `-Remaining` and `-Reset`, and no `Retry-After`.
    RateLimited(RateReset),
    /// A redirect with this status, which says whether the method is kept: 301, 302, 303, 307, 308.
    Redirect(u16, RedirectTo),
    /// The connection is cut before the answer.
    Dropped,
    /// The body ends half way, although `Content-Length` promised more.
    Truncated,
    /// The body comes in eight parts, with this pause of tokio's time before each.
    Slow(Duration),
    /// A small gzip body that unpacks to JSON of this many bytes and a few more.
    GzipBomb(usize),
    /// The access token that came with the request is not valid any more.
    TokenExpired,
    /// The next link of the page points at the page itself.
    NextToItself,
    /// The next link of the page points at the first page: with two pages, a loop of two.
    NextToFirst,
    /// The next link of the page is a new address each time, and always brings the same records.
    NextEndless,
    /// The page has no entries, and a next link to where it would have begun.
    EmptyPageWithNext,
    /// The next link of the page points to this address.
    NextElsewhere(String),
    /// The next link of the page begins with a slash instead of a scheme.
    NextRelative,
    /// The cursor of the request, garbage or not, is forgotten: the first page comes, with 200.
    CursorForgotten,
    /// The self link shows none of the parameters.
    SelfWithoutParameters,
    /// There is no self link.
    NoSelfLink,
    /// The entries do not say why they are here: `search.mode` is absent.
    NoSearchMode,
    /// The entries have no `fullUrl`.
    NoFullUrl,
    /// Any `_count` is refused with 400.
    CountRefused,
    /// The page also holds another person's record.
    OtherPerson,
    /// The page also holds a record of a type that nobody asked for.
    UnexpectedType,
    /// The first record of the page has a member twice.
    DuplicateKeys,
    /// The page also holds an OperationOutcome with search mode `outcome`.
    OutcomeEntry,
    /// The patient parameter is ignored, and everybody's records are answered.
    PatientIgnored,
    /// 200 with an OperationOutcome of severity `error` in place of what was asked for.
    OutcomeInstead,
    /// The Bundle says that it is of this type in place of `searchset`.
    BundleOfType(String),
    /// A number of a quantity is written as text.
    QuotedNumbers,
    /// The answer says that it is of this media type; of none, if the text is empty.
    MediaType(String),
    /// Entity tags come in this form.
    Etag(EtagForm),
    /// A Binary comes as its own bytes, whatever `Accept` says. [`Oddity::BinaryAsJson`] is the contrary.
    RawBinary,
    /// Attachments are said to lie below this address, such as [`Witness::address`](super::Witness::address).
    AttachmentsAt(String),
    /// An oddity of dialects, for these requests alone.
    Odd(Oddity),
    /// What the portal says of itself is wrong.
    Discovery(DiscoveryFault),
    /// The token endpoint answers wrongly.
    Token(TokenFault),
    /// The id token is wrong.
    IdToken(IdTokenFault),
    /// The browser comes back with wrong parameters.
    Answer(AnswerFault),
}

/// How `Retry-After` says when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// In this many seconds.
    Seconds(u64),
    /// As an HTTP date, this many seconds after the portal's clock.
    Date(u64),
}

/// How `X-RateLimit-Reset` says when to come back; no standard says which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateReset {
    /// In this many seconds.
    Seconds(u64),
    /// As seconds since 1970, this many after the portal's clock.
    Epoch(u64),
}

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectTo {
    /// To the same address: a loop, unless the fault ends.
    Itself,
    /// To the same address with one parameter more, which the portal overlooks: a chain of new addresses.
    Moved,
    /// To this address.
    Address(String),
}

/// How entity tags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EtagForm {
    /// As a strong tag, `"3"`.
    Strong,
    /// Without quotes, `3`.
    Bare,
    /// Not at all.
    Absent,
    /// As usual, but absent where the answer is 304.
    AbsentWhenUnchanged,
}
