//! The key that may travel: in a sealed backup only.

use backpack_core::SecretBytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::Error;

/// The part `keys.json`: the Backpack's stable key, from which its ids come. It opens nothing.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeysLine {
    stable_key: String,
}

impl KeysLine {
    pub(crate) fn new(stable: &SecretBytes) -> Self {
        Self { stable_key: STANDARD.encode(stable.expose()) }
    }

    pub(crate) fn stable_key(&self) -> Result<SecretBytes, Error> {
        let bytes = STANDARD.decode(&self.stable_key).ok().filter(|bytes| bytes.len() == 32);
        bytes.map(SecretBytes::new).ok_or_else(|| Error::damaged(crate::layout::KEYS))
    }
}
