//! What can be wrong with a unit or a conversion.

/// Why a unit cannot be read, or a value not converted. It never says the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The text departs from the grammar of UCUM (section 2.1), or is longer than 200 bytes.
    #[error("read unit: not a unit of UCUM")]
    Grammar,
    /// The text follows the grammar, and names a unit that is not in the table.
    #[error("read unit: no such unit")]
    Unknown,
    /// A prefix stands before a unit that takes none (UCUM section 2.4).
    #[error("read unit: this unit takes no prefix")]
    Prefix,
    /// A unit on a scale of its own, such as a temperature, stands in a product or a power (UCUM section 4.5).
    #[error("read unit: this unit stands alone")]
    Special,
    /// The two units measure different things.
    #[error("convert unit: the units measure different things")]
    Different,
    /// The text is no decimal, or has more than 30 digits.
    #[error("read decimal: not a decimal")]
    NotADecimal,
    /// The numbers grow beyond what is computed exactly.
    #[error("convert unit: too large to compute exactly")]
    TooLarge,
}
