//! Sign-in as a conversation in data: the app shows a prompt, the person answers, the connector goes on.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use backpack_core::{SecretBytes, SecretText};
use url::Url;

use crate::Grant;

/// The app's turn.
#[derive(Debug)]
#[non_exhaustive]
pub enum Turn<'a> {
    /// Begin a new sign-in.
    Begin,
    /// Go on with one that waited, perhaps in another process.
    Resume(&'a Pending, Answer),
}

/// The connector's answer to a turn.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step {
    /// The person must do something; keep `Pending` until they did.
    Ask(Prompt, Pending),
    /// Signed in: one grant for each patient.
    Done(Vec<Grant>),
}

/// What the person must do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prompt {
    /// Open this page in the system's browser; the answer is the URL it ends at.
    Open(Url),
    /// Send this form to `url` with POST in the system's browser; the answer is the URL it ends at. A portal asks for
    /// this where the address would be too long (SMART App Launch 2.2, `authorize-post`). An app shows a page of its own
    /// with the form in it; the loopback listener of `backpack-http` makes one.
    Submit {
        /// Where the form goes.
        url: Url,
        /// Its fields, in order. They go nowhere else.
        form: Vec<(String, String)>,
    },
    /// Fill in these fields.
    Fields(Vec<Field>),
    /// Wait this long (an approval elsewhere), then answer [`Answer::Waited`].
    Wait(Duration),
}

/// A field to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The name under which the answer holds it.
    pub name: String,
    /// The words beside it.
    pub label: String,
    /// What it is for.
    pub kind: FieldKind,
}

impl Field {
    /// Returns a field.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self { name: name.into(), label: label.into(), kind }
    }
}

/// What a field is for, so that an app can show it rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// Plain text, such as a user name.
    Text,
    /// A password: hidden while typed.
    Password,
    /// A one-time code.
    OneTimeCode,
}

/// The person's answer to a prompt. Holds secrets: `Debug` shows its shape alone.
#[non_exhaustive]
pub enum Answer {
    /// The whole URL the browser was sent back to.
    Redirect(SecretText),
    /// The fields, by name.
    Fields(BTreeMap<String, SecretText>),
    /// The wait is over.
    Waited,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redirect(_) => f.write_str("Redirect([redacted])"),
            Self::Fields(fields) => f.debug_tuple("Fields").field(&fields.keys()).finish(),
            Self::Waited => f.write_str("Waited"),
        }
    }
}

/// What a connector must remember while the person is away: state, verifier, endpoints. At most 64 KiB.
///
/// It holds secrets: the engine seals and keeps it, and the app holds only an attempt id.
#[derive(Debug)]
#[non_exhaustive]
pub struct Pending {
    /// The connector's own bytes.
    pub secret: SecretBytes,
}

impl Pending {
    /// Returns a pending sign-in.
    #[must_use]
    pub fn new(secret: SecretBytes) -> Self {
        Self { secret }
    }
}
