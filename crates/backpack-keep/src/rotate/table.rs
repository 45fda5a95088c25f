//! What the values of each table are sealed for.

use backpack_keys::Purpose;
use backpack_store::Table;

use crate::{Error, table};

/// Returns the purpose of a table's values.
pub(super) fn purpose_of(table: Table) -> Result<Purpose, Error> {
    Ok(match table {
        table::HEAD | table::JOURNAL | table::ACTIVITY => Purpose::Journal,
        table::SEGMENT => Purpose::Catalog,
        table::BLOCK => Purpose::Block,
        table::GRANT | table::ATTEMPT => Purpose::Vault,
        table::FILE | table::UPLOAD => Purpose::File,
        table::PERSON
        | table::CONNECTION
        | table::QUERY
        | table::ADDRESS
        | table::TRIED
        | table::ATTACHMENT
        | table::MEMBERS
        | table::UPKEEP
        | table::ACCESS
        | table::PACE
        | table::LOST
        | table::UNNAMED
        | table::MEMBER
        | table::INVITATION
        | table::ENVELOPE
        | table::CONSENT
        | table::CONTACT
        | table::FACTS
        | table::INDEX
        | table::REQUEST
        | table::CARD
        | table::CARD_LINK
        | table::CURRENT => Purpose::Row,
        // A table that was added without a line here: nothing of it may be left behind under a key that is forgotten.
        _ => return Err(Error::Tampered("table")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AttachmentRow, AttemptRow, ConnectionRow, FileRow, GrantRow, QueryRow, Row as _, TABLES, TriedRow,
    };

    #[test]
    fn every_table_has_the_purpose_of_its_rows() -> Result<(), Error> {
        for table in TABLES {
            purpose_of(*table)?;
        }
        let rows = [
            (GrantRow::TABLE, GrantRow::PURPOSE),
            (AttemptRow::TABLE, AttemptRow::PURPOSE),
            (FileRow::TABLE, FileRow::PURPOSE),
            (QueryRow::TABLE, QueryRow::PURPOSE),
            (TriedRow::TABLE, TriedRow::PURPOSE),
            (AttachmentRow::TABLE, AttachmentRow::PURPOSE),
            (ConnectionRow::TABLE, ConnectionRow::PURPOSE),
        ];
        for (table, purpose) in rows {
            assert_eq!(purpose_of(table)?, purpose, "table {}", table.0);
        }
        Ok(())
    }
}
