//! Why something is not shown.

/// Why a document could not be made safe to show. Carries no content; the document itself is untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NotShown {
    /// Larger than the limit.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// XML whose elements are nested too deep.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// An XML element with too many attributes.
    #[error("an element with more than {limit} attributes")]
    TooManyAttributes {
        /// The limit.
        limit: usize,
    },
    /// XML with a document type, which might define entities or name other files.
    #[error("it declares a document type")]
    DocumentType,
    /// XML in an encoding other than UTF-8, UTF-16, ISO-8859-1 and Windows-1252, or not in the one it names.
    #[error("its encoding cannot be read")]
    Encoding,
    /// Not well-formed XML.
    #[error("not well-formed XML: a fault at byte {offset}")]
    NotXml {
        /// Where the fault was met, in bytes of its text in UTF-8.
        offset: u64,
    },
    /// XML, but no CDA document.
    #[error("no CDA document")]
    NotCda,
    /// A resource whose narrative is no text.
    #[error("its narrative is no text")]
    NotText,
}
