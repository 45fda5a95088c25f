//! A posting: which portal, and where in it.

/// Where in a portal a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Name,
    Alias,
    Address,
    Place,
}

impl Field {
    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A portal's number, and in which of its fields a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Posting(pub(crate) u32);

impl Posting {
    pub(crate) fn new(portal: usize, field: Field) -> Self {
        Self((u32::try_from(portal).unwrap_or(u32::MAX) << 4) | field.bit())
    }

    pub(crate) fn portal(self) -> usize {
        (self.0 >> 4) as usize
    }

    pub(crate) fn is_in(self, field: Field) -> bool {
        self.0 & field.bit() != 0
    }

    /// Returns one posting that stands for both, if they are of one portal.
    pub(super) fn with(self, other: Self) -> Option<Self> {
        (self.portal() == other.portal()).then_some(Self(self.0 | other.0))
    }
}
