//! Where a text stands, and what a word found there is worth.

/// Where in a record or file a text stands, the most telling first. The order is part of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "five bits of a posting say in which of them a word stands")]
pub enum Field {
    /// The title that lists show, and the name of a file.
    Title,
    /// A code, or what a code means in the source's words.
    Code,
    /// What somebody noted: the person, or an annotation in the body.
    Note,
    /// Any other text of the body that people read, the narrative too.
    Body,
    /// A page of a file.
    File,
}

impl Field {
    /// Every field, the most telling first.
    pub const ALL: [Self; 5] = [Self::Title, Self::Code, Self::Note, Self::Body, Self::File];

    /// Returns the bit that stands for it.
    pub(crate) const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Returns what a word that stands here is worth.
    pub(crate) const fn weight(self) -> f32 {
        match self {
            Self::Title => 8.0,
            Self::Code => 6.0,
            Self::Note => 4.0,
            Self::Body => 2.0,
            Self::File => 1.5,
        }
    }
}

/// Returns what a word is worth that stands in the fields of a mask: its best place, and a little for the others.
pub(crate) fn weight_of(mask: u8) -> f32 {
    let of = Field::ALL.into_iter().filter(|field| mask & field.bit() != 0).map(Field::weight);
    let (best, all) = of.fold((0.0_f32, 0.0_f32), |(best, all), weight| (best.max(weight), all + weight));
    best + (all - best) * 0.1
}
