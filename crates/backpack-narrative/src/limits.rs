//! What reading may cost.

/// What making one document safe may cost. The host may lower each freely, and raise it up to its hard cap.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NarrativeLimits {
    /// The largest HTML or narrative that is read, in bytes. 1 MiB by default, 16 MiB at most.
    pub html_bytes: usize,
    /// The largest XML document that is read, in bytes. 64 MiB by default and at most.
    pub xml_bytes: usize,
    /// The largest picture that stays in, in bytes; 0 for none. 256 KiB by default, 1 MiB at most.
    pub picture_bytes: usize,
    /// The deepest nesting of XML elements, and of the elements that are written. 128 by default and at most.
    pub depth: usize,
    /// The most attributes of one element. 256 by default and at most.
    pub attributes: usize,
    /// What every id begins with, and every link to one, so that they meet nothing of the page around them.
    /// `narrative-` by default; characters other than ASCII letters, digits, `-` and `_` are left out.
    pub id_prefix: String,
}

/// The hard caps.
const MOST_HTML: usize = 16 << 20;
const MOST_XML: usize = 64 << 20;
const MOST_PICTURE: usize = 1 << 20;
const MOST_DEPTH: usize = 128;
const MOST_ATTRIBUTES: usize = 256;

impl Default for NarrativeLimits {
    fn default() -> Self {
        Self {
            html_bytes: 1 << 20,
            xml_bytes: MOST_XML,
            picture_bytes: 256 << 10,
            depth: MOST_DEPTH,
            attributes: MOST_ATTRIBUTES,
            id_prefix: "narrative-".to_owned(),
        }
    }
}

impl NarrativeLimits {
    /// Returns the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the largest HTML or narrative, in bytes.
    #[must_use]
    pub fn with_html_bytes(mut self, bytes: usize) -> Self {
        self.html_bytes = bytes;
        self
    }

    /// Sets the largest XML document, in bytes.
    #[must_use]
    pub fn with_xml_bytes(mut self, bytes: usize) -> Self {
        self.xml_bytes = bytes;
        self
    }

    /// Sets the largest picture that stays in, in bytes; 0 for none.
    #[must_use]
    pub fn with_picture_bytes(mut self, bytes: usize) -> Self {
        self.picture_bytes = bytes;
        self
    }

    /// Sets what every id begins with; two documents on one page want different ones.
    #[must_use]
    pub fn with_id_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.id_prefix = prefix.into();
        self
    }

    /// Returns the limits with nothing beyond its hard cap, and a prefix that is safe to write.
    pub(crate) fn capped(&self) -> Self {
        let is_safe = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let prefix: String = self.id_prefix.chars().filter(is_safe).take(32).collect();
        Self {
            html_bytes: self.html_bytes.min(MOST_HTML),
            xml_bytes: self.xml_bytes.min(MOST_XML),
            picture_bytes: self.picture_bytes.min(MOST_PICTURE),
            depth: self.depth.min(MOST_DEPTH),
            attributes: self.attributes.min(MOST_ATTRIBUTES),
            id_prefix: if prefix.is_empty() { "narrative-".to_owned() } else { prefix },
        }
    }
}
