//! Rows that are written together.

use std::marker::PhantomData;

use backpack_core::{BlobId, ConnectionId, FileId};
use backpack_keys::{Aad, BackpackKeys, Purpose};
use backpack_record::Actor;
use backpack_store::{Condition, Fence, Table, Version};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::activity::ACT_ROOM;
use crate::catalog::Catalog;
use crate::commit::{Draft, Drafted, Write};
use crate::row::Row;
use crate::seal::Sort;
use crate::share::Role;
use crate::verify::RowSort;
use crate::{Act, ChangeKind, ConnectionState, Error, table};

/// The first formats of a row.
const FIRST: u8 = 1;
const SECOND: u8 = 2;

/// Rows that are written together: all or none, and only if every condition holds.
#[derive(Debug, Default)]
#[must_use]
pub struct RowBatch {
    puts: Vec<NamedRow>,
    deletes: Vec<(Table, Vec<u8>)>,
    conditions: Vec<(Table, Vec<u8>, Condition)>,
    lets_go: Vec<BlobId>,
    acts: Vec<(Actor, Act)>,
    envelopes: Vec<([u8; 16], Option<Bytes>)>,
    fence: Option<Fence>,
    error: Option<Error>,
}

/// A row, encoded, under its name.
struct NamedRow {
    table: Table,
    purpose: Purpose,
    what: &'static str,
    name: Vec<u8>,
    blob: Option<BlobId>,
    plain: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for NamedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NamedRow({})", self.what)
    }
}

impl RowBatch {
    /// Returns an empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a row, over the one of the same name if there is one.
    pub fn put<R: Row>(mut self, row: &R) -> Self {
        match NamedRow::new(row) {
            Ok(named) => self.puts.push(named),
            Err(error) => self.error = Some(error),
        }
        self
    }

    /// Deletes a row by its name; an absent one is no error.
    pub fn delete<R: Row>(mut self, name: impl Into<Vec<u8>>) -> Self {
        self.deletes.push((R::TABLE, name.into()));
        self
    }

    /// Demands that there be no row of this name.
    pub fn require_absent<R: Row>(mut self, name: impl Into<Vec<u8>>) -> Self {
        self.conditions.push((R::TABLE, name.into(), Condition::Absent));
        self
    }

    /// Demands that the row of this name be at this version: the one [`Keep::row`](crate::Keep::row) gave. A row that was
    /// only sealed anew since, under another key, still is.
    pub fn require_at<R: Row>(mut self, name: impl Into<Vec<u8>>, version: Version) -> Self {
        self.conditions.push((R::TABLE, name.into(), Condition::At(version)));
        self
    }

    /// Tells the activity journal, in the same commit, what the rows come to.
    pub fn act(mut self, actor: Actor, act: Act) -> Self {
        self.acts.push((actor, act));
        self
    }

    /// Puts what proves itself at a place of the [envelopes](crate::Envelopes), in the same commit; `None` removes what is there.
    pub fn envelope(mut self, place: [u8; 16], sealed: Option<Vec<u8>>) -> Self {
        self.envelopes.push((place, sealed.map(Bytes::from)));
        self
    }

    /// Says that nothing names this blob any more once the rows are written.
    pub(crate) fn let_go(mut self, blob: BlobId) -> Self {
        self.lets_go.push(blob);
        self
    }

    /// Sets the lease under which the rows are written.
    pub fn fenced(mut self, fence: Fence) -> Self {
        self.fence = Some(fence);
        self
    }

    /// Names become opaque ids here.
    pub(crate) fn into_write(self, keys: &BackpackKeys) -> Result<RowWrite, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let id = |table: Table, name: &[u8]| keys.row_id(table.0, name);
        let mut changes = Vec::new();
        for row in &self.puts {
            changes.extend(change_of(row.table, &row.name, Some(&row.plain))?);
        }
        for (table, name) in &self.deletes {
            changes.extend(change_of(*table, name, None)?);
        }
        // Whoever listens hears of a connection's end before that of its grant.
        changes.sort_by_key(|change| !change.is_of_connection_row());
        Ok(RowWrite {
            puts: self.puts.iter().map(|row| row.pending(keys)).collect(),
            deletes: self.deletes.iter().map(|(table, name)| (*table, id(*table, name))).collect(),
            conditions: self
                .conditions
                .iter()
                .map(|(table, name, condition)| (*table, id(*table, name), *condition))
                .collect(),
            blobs: self.puts.iter().filter_map(|row| row.blob).collect(),
            lets_go: self.lets_go,
            acts: self.acts,
            envelopes: self.envelopes,
            fence: self.fence,
            changes,
        })
    }
}

impl NamedRow {
    fn new<R: Row>(row: &R) -> Result<Self, Error> {
        let plain = Zeroizing::new(sort::<R>().encode(row)?);
        let (name, blob) = (row.name(), row.blob());
        Ok(Self { table: R::TABLE, purpose: R::PURPOSE, what: R::WHAT, name, blob, plain })
    }

    fn pending(&self, keys: &BackpackKeys) -> PendingRow {
        PendingRow {
            table: self.table,
            purpose: self.purpose,
            what: self.what,
            id: keys.row_id(self.table.0, &self.name),
            plain: self.plain.clone(),
        }
    }
}

/// A row that is ready to be sealed: only the commit group is not known yet.
pub(crate) struct PendingRow {
    pub(crate) table: Table,
    purpose: Purpose,
    what: &'static str,
    pub(crate) id: [u8; 16],
    plain: Zeroizing<Vec<u8>>,
}

impl PendingRow {
    pub(crate) fn new<R: Row>(keys: &BackpackKeys, row: &R) -> Result<Self, Error> {
        NamedRow::new(row).map(|named| named.pending(keys))
    }

    /// Returns a row that lies in the store, to be written again.
    pub(crate) fn again(sort: &RowSort, id: [u8; 16], plain: &[u8]) -> Self {
        let plain = Zeroizing::new(plain.to_vec());
        Self { table: sort.table, purpose: sort.purpose, what: sort.what, id, plain }
    }

    /// A row says which commit group wrote it, so that one set back is noticed.
    pub(crate) fn seal(&self, keys: &BackpackKeys, sequence: u64) -> Result<Bytes, Error> {
        let mut stamped = Zeroizing::new(Vec::with_capacity(self.plain.len() + 8));
        stamped.extend_from_slice(&sequence.to_be_bytes());
        stamped.extend_from_slice(&self.plain);
        let sealed = keys.seal(self.purpose, &Aad::new(self.table.0, &self.id), &stamped);
        if sealed.len() > backpack_store::MAX_VALUE_BYTES {
            return Err(Error::TooLarge(self.what));
        }
        Ok(Bytes::from(sealed))
    }

    pub(crate) fn room(&self) -> usize {
        self.plain.len() + 128
    }
}

impl std::fmt::Debug for PendingRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PendingRow({})", self.what)
    }
}

/// Reads a sealed row. Returns the commit group that wrote it, too.
pub(crate) fn open_row<R: Row>(keys: &BackpackKeys, id: &[u8], sealed: &[u8]) -> Result<(u64, R), Error> {
    let opened = keys.open(R::PURPOSE, &Aad::new(R::TABLE.0, id), sealed);
    let stamped = Zeroizing::new(opened.map_err(|error| Error::from_keys(&error, R::WHAT))?);
    let (sequence, plain) = stamped.split_first_chunk().ok_or(Error::Tampered(R::WHAT))?;
    Ok((u64::from_be_bytes(*sequence), decode(plain)?))
}

fn decode<R: Row + DeserializeOwned>(plain: &[u8]) -> Result<R, Error> {
    let since = match plain.first() {
        Some(&FIRST) if R::FORMAT > FIRST => R::SINCE_FIRST,
        Some(&SECOND) if R::FORMAT > SECOND => R::SINCE_SECOND,
        _ => &[],
    };
    if let Some((_, rest)) = plain.split_first()
        && !since.is_empty()
    {
        // Sized first, so that no copy of a secret is left behind by growing.
        let mut whole = Zeroizing::new(Vec::with_capacity(plain.len() + since.len()));
        whole.push(R::FORMAT);
        whole.extend_from_slice(rest);
        whole.extend_from_slice(since);
        return sort::<R>().decode(&whole);
    }
    sort::<R>().decode(plain)
}

fn sort<R: Row>() -> Sort {
    let _: PhantomData<R> = PhantomData;
    Sort { what: R::WHAT, table: R::TABLE, purpose: R::PURPOSE, format: R::FORMAT }
}

/// What listeners are told of a row: `plain` as it was written, `None` if it was deleted.
fn change_of(table: Table, name: &[u8], plain: Option<&[u8]>) -> Result<Option<ChangeKind>, Error> {
    let Some(id) = name.first_chunk() else { return Ok(None) };
    let connection = ConnectionId::from_bytes(*id);
    let state = match table {
        table::CONNECTION => ConnectionState::Connection(written(plain)?),
        table::ACCESS => ConnectionState::Access(written(plain)?),
        table::PACE => ConnectionState::Pace(written(plain)?),
        table::FILE => return Ok(Some(ChangeKind::File(FileId::from_bytes(*id)))),
        _ => return Ok(None),
    };
    Ok(Some(ChangeKind::Connection { connection, state }))
}

fn written<R: Row>(plain: Option<&[u8]>) -> Result<Option<Box<R>>, Error> {
    plain.map(|plain| decode(plain).map(Box::new)).transpose()
}

/// What everybody writes who reads: that they leave, and what can be made again of what is there.
const ANYBODYS: &[Table] = &[table::MEMBER, table::INVITATION, table::FACTS, table::INDEX, table::UNNAMED];

/// Rows on their way to a commit.
#[derive(Debug)]
pub(crate) struct RowWrite {
    puts: Vec<PendingRow>,
    deletes: Vec<(Table, [u8; 16])>,
    conditions: Vec<(Table, [u8; 16], Condition)>,
    /// The blobs that its rows name.
    blobs: Vec<BlobId>,
    /// The blobs that nothing names any more once it landed.
    lets_go: Vec<BlobId>,
    acts: Vec<(Actor, Act)>,
    /// What lies beside the rows, unsealed by an epoch.
    envelopes: Vec<([u8; 16], Option<Bytes>)>,
    fence: Option<Fence>,
    changes: Vec<ChangeKind>,
}

impl Write for RowWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        // The catalog is the one at the head that the group is committed after, so what it says of a row holds then, whoever
        // wrote the row; a row that was only sealed anew meanwhile is still what was read.
        let holds = |(table, id, condition): &(Table, [u8; 16], Condition)| {
            condition.holds(catalog.row_sequence(table.0, id).map(Version))
        };
        if !self.conditions.iter().all(holds) {
            return Err(Error::Conflict);
        }
        if self.blobs.iter().any(|blob| !draft.may_name(*blob)) {
            return Ok(Drafted::Stale);
        }
        for (table, id) in &self.deletes {
            draft.delete_row(*table, *id)?;
        }
        for row in &self.puts {
            draft.put_row(row)?;
        }
        for blob in &self.lets_go {
            draft.let_go(*blob)?;
        }
        for (place, sealed) in &self.envelopes {
            let place = Bytes::copy_from_slice(place);
            match sealed {
                Some(sealed) => draft.puts.push((table::ENVELOPE, place, sealed.clone())),
                None => draft.deletes.push((table::ENVELOPE, place)),
            }
        }
        for (actor, act) in &self.acts {
            draft.act(actor, act.clone())?;
        }
        draft.changes.extend(self.changes.iter().cloned());
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.puts.iter().map(PendingRow::room).sum::<usize>()
            + (self.deletes.len() + self.lets_go.len() * 3) * 64
            + self.acts.len() * ACT_ROOM
            + self
                .envelopes
                .iter()
                .map(|(_, sealed)| 64 + sealed.as_ref().map_or(0, Bytes::len))
                .sum::<usize>()
    }

    fn fence(&self) -> Option<&Fence> {
        self.fence.as_ref()
    }

    fn least(&self) -> Role {
        let tables =
            self.puts.iter().map(|row| row.table).chain(self.deletes.iter().map(|(table, _)| *table));
        let is_anybodys = tables.into_iter().all(|table| ANYBODYS.contains(&table));
        if is_anybodys { Role::Viewer } else { Role::Contributor }
    }

    fn is_alone(&self) -> bool {
        !self.conditions.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use backpack_connect::{Grant, PatientRef};
    use backpack_core::SecretBytes;

    use super::*;
    use crate::{FileRow, GrantRow, Person, RequestRow, TriedRow};

    #[test]
    fn a_grant_of_the_first_format_is_read_and_names_nobody() -> Result<(), Error> {
        let mut grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"secret".to_vec()));
        grant.user = Some("RelatedPerson/u".into());
        let mut plain =
            sort::<GrantRow>().encode(&GrantRow::new(ConnectionId::from_bytes([1; 16]), grant))?;
        assert_eq!(decode::<GrantRow>(&plain)?.into_grant().user.as_deref(), Some("RelatedPerson/u"));
        // The first format ends before what came later.
        plain.truncate(plain.len() - "RelatedPerson/u".len() - 2);
        plain.splice(..1, [1]);
        let old = decode::<GrantRow>(&plain)?.into_grant();
        assert_eq!((old.user, old.secret.expose()), (None, &b"secret"[..]));
        plain.splice(..1, [3]);
        assert!(matches!(decode::<GrantRow>(&plain), Err(Error::NewerFormat("grant", 3))));
        plain.splice(..1, [0]);
        assert!(matches!(decode::<GrantRow>(&plain), Err(Error::Tampered(_))));
        // A row that never grew has no earlier format.
        assert!(matches!(decode::<TriedRow>(&[0]), Err(Error::Tampered(_))));
        Ok(())
    }

    #[test]
    fn a_person_of_the_first_format_is_read_and_says_no_more() -> Result<(), Error> {
        // As the first format was written: name, birth date, sex.
        let plain = [1, 1, b'n', 1, 4, b'1', b'9', b'7', b'0', 1, 1];
        let person = decode::<Person>(&plain)?;
        assert_eq!(person, Person::new("n").born("1970").with_sex(crate::Sex::Male));
        let mut now = sort::<Person>().encode(&person)?;
        assert_eq!(decode::<Person>(&now)?, person);
        now.truncate(now.len() - 1);
        assert!(matches!(decode::<Person>(&now), Err(Error::Tampered(_))));
        Ok(())
    }

    #[test]
    fn a_request_of_the_first_format_is_read_and_is_about_no_record() -> Result<(), Error> {
        // As the first format was written: id, part, parts, case, nothing filed.
        let plain = [&[1], [18; 16].as_slice(), &[0, 1, 2, b'{', b'}', 0]].concat();
        let row = decode::<RequestRow>(&plain)?;
        assert_eq!((row.parts, row.case.as_str(), row.filed.len(), row.about.len()), (1, "{}", 0, 0));
        let mut now = sort::<RequestRow>().encode(&row)?;
        assert_eq!((now.first(), decode::<RequestRow>(&now)?), (Some(&2), row));
        now.truncate(now.len() - 1);
        assert!(matches!(decode::<RequestRow>(&now), Err(Error::Tampered(_))));
        Ok(())
    }

    #[test]
    fn a_file_of_the_first_format_is_read_and_its_key_counts_as_old() -> Result<(), Error> {
        // As the first format was written: id, name, no types, size, SHA-1, time, origin, address, blob, key.
        let mut plain = vec![1];
        plain.extend([[3; 16].as_slice(), &[1, b'n', 0, 0, 1], &[9; 20], &[6, 1, 0], &[4; 32]].concat());
        plain.extend([[5; 16].as_slice(), &[32], &[6; 32]].concat());
        let row = decode::<FileRow>(&plain)?;
        assert_eq!((row.name.as_str(), row.key.expose(), row.key_epoch), ("n", &[6; 32][..], 0));
        // The second format ends with the epoch.
        plain.splice(..1, [2]);
        plain.push(7);
        let row = decode::<FileRow>(&plain)?;
        assert_eq!((row.name.as_str(), row.key_epoch), ("n", 7));
        assert_eq!((row.caption, row.taken), (None, None));
        Ok(())
    }
}
