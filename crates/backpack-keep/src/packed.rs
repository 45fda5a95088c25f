//! Headers as the catalog keeps them: one run of bytes, read again where it lies.

use backpack_record::{Header, Kind, Text};

/// The largest packed header. What is over it loses its lists: its body still has them.
const MAX_PACKED: usize = 16 << 10;
/// The longest title of a header that had to be cut.
const MAX_TITLE: usize = 200;

/// Returns a header as bytes, at most 16 KiB.
pub(crate) fn pack(header: &Header<'_>) -> Vec<u8> {
    let packed = header.pack();
    if packed.len() <= MAX_PACKED {
        return packed;
    }
    let mut small = header.clone();
    small.references.truncate(16);
    small.attachments.clear();
    small.who.clear();
    small.components.clear();
    small.value = None;
    let packed = small.pack();
    if packed.len() <= MAX_PACKED {
        return packed;
    }
    let bounded = |text: &Text<'_>| Text::from(text.chars().take(MAX_TITLE).collect::<String>());
    let mut least = Header::new(bounded(&header.resource_type), header.kind, bounded(&header.title));
    least.id = header.id.clone().filter(|id| id.len() <= MAX_TITLE);
    least.status = header.status.clone().filter(|status| status.len() <= MAX_TITLE);
    least.when = header.when.clone();
    least.pack()
}

/// Says whether packing may have shortened the type or dropped the id: only where one of them is longer than that.
pub(crate) fn may_be_cut(header: &Header<'_>) -> bool {
    let is_long = |text: &Text<'_>| text.len() > MAX_TITLE;
    is_long(&header.resource_type) || header.id.as_ref().is_some_and(is_long)
}

/// Reads a packed header; texts borrow from its bytes.
pub(crate) fn unpack(packed: &[u8]) -> Option<Header<'_>> {
    Header::unpack(packed).ok()
}

/// When something happened, as two points to compare by: milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The earliest point it may have begun.
    pub(crate) start: i64,
    /// The latest point it may have ended.
    pub(crate) end: i64,
}

impl Span {
    pub(crate) fn of(header: &Header<'_>) -> Option<Self> {
        let when = header.when.as_ref()?;
        let first = when.start.as_ref().or(when.end.as_ref())?;
        let last = when.end.as_ref().or(when.start.as_ref())?;
        let start = first.earliest();
        Some(Self { start, end: last.latest().max(start) })
    }
}

/// Says whether a source took the record back as wrong.
pub(crate) fn is_retracted(header: &Header<'_>) -> bool {
    header.status.as_ref().is_some_and(|status| *status == "entered-in-error")
}

/// Stands in for a header that cannot be read, which the sealing of the catalog rules out.
pub(crate) fn unreadable<'a>() -> Header<'a> {
    Header::new("", Kind::Other, "?")
}
