//! Where a walk through pages has got to, as a text that means nothing to a client.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The query of the first page, and the number of the next candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) query: String,
    pub(crate) from: usize,
    /// Tells apart cursors that lead to the same place, for links that never come to an end.
    pub(crate) turn: u64,
}

impl Cursor {
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}.{}\n{}", self.from, self.turn, self.query))
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (place, query) = text.split_once('\n')?;
        let (from, turn) = place.split_once('.')?;
        Some(Self { query: query.to_owned(), from: from.parse().ok()?, turn: turn.parse().ok()? })
    }
}
