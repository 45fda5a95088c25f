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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_is_written_the_same_for_ever() {
        let text = r#"{"stable_key":"BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU="}"#;
        let stable = SecretBytes::new(vec![5; 32]);
        assert_eq!(serde_json::to_string(&KeysLine::new(&stable)).unwrap(), text);
        let read: KeysLine = serde_json::from_str(text).unwrap();
        assert_eq!(read.stable_key().unwrap().expose(), stable.expose());
    }
}
