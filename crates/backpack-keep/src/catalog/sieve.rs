//! A filter, asked of one record after another.

use backpack_core::RecordId;

use super::query::Wanted;
use super::{Catalog, Filter};

/// A filter, ready to be asked of one record after another, by the number that a record has while the Backpack is open.
pub struct Sieve<'c> {
    catalog: &'c Catalog,
    wanted: Wanted<'c>,
    /// The records with the codes that are asked for, ascending.
    with_codes: Option<Vec<u32>>,
}

impl Catalog {
    /// Returns a filter ready to be asked of one record after another; its order and its page make no difference.
    #[must_use]
    pub fn sieve<'c>(&'c self, filter: &'c Filter) -> Sieve<'c> {
        let codes = filter.codes.iter().map(|code| (code.system.as_deref(), code.code.as_str()));
        let with_codes = (!filter.codes.is_empty()).then(|| self.index.with_codes(codes));
        Sieve { catalog: self, wanted: Wanted::new(self, filter), with_codes }
    }

    /// Returns the number that a record has while the Backpack is open; `None` if there is no such record. No other record
    /// ever gets it.
    #[must_use]
    pub fn number_of(&self, id: RecordId) -> Option<u32> {
        self.number(id)
    }
}

impl Sieve<'_> {
    /// Says whether the filter finds the record with this number; if so, returns when it began, in milliseconds since
    /// 1970-01-01T00:00:00Z, `i64::MIN` if it is undated.
    #[must_use]
    pub fn admits(&self, number: u32) -> Option<i64> {
        let column = self.catalog.column(number)?;
        let has_code = self.with_codes.as_ref().is_none_or(|numbers| numbers.binary_search(&number).is_ok());
        let is_there = has_code && self.wanted.matches(number, column) && self.catalog.slot(number).is_some();
        is_there.then_some(column.start)
    }
}

impl std::fmt::Debug for Sieve<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sieve")
    }
}
