//! A zip of DICOM files, added as the folder that it is.

use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use backpack_core::FileId;
use backpack_extract::{Unpacker, Why, ZipMember, zip_directory, zip_end, zip_members};
use backpack_files::{ByteStream, Error as FilesError, ErrorKind as FilesErrorKind, sniff};
use bytes::{Buf as _, Bytes};
use futures_util::{StreamExt as _, stream};

use super::super::Backpack;
use super::study::{AddedStudy, DICOM, peeked};
use crate::role::Operation;
use crate::{Error, ErrorKind};

const OPERATION: &str = "add study";

/// A member of a zip that was not added, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotUnpacked {
    /// Its path in the archive.
    pub path: String,
    /// Why it was not unpacked, or not to its end.
    pub why: Why,
}

impl Backpack {
    /// Adds the DICOM files in a zip that is here, as [`Backpack::add_study`] adds those of a folder, a DICOMDIR among them. The
    /// zip stays as it is: [`Backpack::remove_file`] removes it where nobody wants it twice.
    ///
    /// Each member is unpacked as it is sealed, never as a whole. Of a path only its last part becomes a name. What is no
    /// DICOM is left out and named, an archive in the archive among it; a member that is encrypted, packed in another way than
    /// by deflate, or damaged, is named with the reason.
    ///
    /// Cancel-safe, as [`Backpack::add_study`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Invalid`] for what is no zip, for one over 4 GiB, and for one that would take too
    /// much: members over one another, more than 65,534 of them, or a hundred times what it weighs; as
    /// [`Backpack::add_file_from`].
    pub async fn add_study_zip(&self, zip: FileId) -> Result<AddedStudy, Error> {
        self.permit(Operation::Contribute)?;
        let size = self.file(zip).await?.size;
        let end = self.part(zip, zip_end(size)).await?;
        let directory = zip_directory(&end, size).map_err(refused)?;
        let directory = self.part(zip, directory).await?;
        let members = zip_members(&directory, size).map_err(refused)?;
        let (mut added, mut left, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for member in members {
            match self.add_member(zip, &member).await? {
                Member::Added(file) => added.push(file),
                Member::Left => left.push(member.path),
                Member::Failed(why) => failed.push(NotUnpacked { path: member.path, why }),
            }
        }
        self.added(added, left, failed).await
    }

    async fn add_member(&self, zip: FileId, member: &ZipMember) -> Result<Member, Error> {
        let head = match member.head() {
            Ok(head) => self.part(zip, head).await?,
            Err(why) => return Ok(Member::Failed(why)),
        };
        let packed = match member.content(&head) {
            // Nothing is opened for nothing.
            Ok(content) if content.is_empty() => return Ok(Member::Left),
            Ok(content) => self.open_file(zip, Some(content)).await?,
            Err(why) => return Ok(Member::Failed(why)),
        };
        let failure = Failure::default();
        let done = async {
            let (first, content) = peeked(unpacked(packed, member.unpacker(), failure.clone())).await?;
            if sniff(&first) != Some(DICOM) {
                return Ok(Member::Left);
            }
            let name = member.path.rsplit(['/', '\\']).next().unwrap_or(&member.path).to_owned();
            Ok(Member::Added(self.add_file_from(name, Some(DICOM), content).await?.id))
        };
        match (done.await, failure.why()) {
            (Err(_), Some(why)) => Ok(Member::Failed(why)),
            (done, _) => done,
        }
    }

    async fn part(&self, file: FileId, range: Range<u64>) -> Result<Bytes, Error> {
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        Ok(self.open_file(file, Some(range)).await?.collect().await?)
    }
}

/// What became of a member.
enum Member {
    Added(FileId),
    Left,
    Failed(Why),
}

/// Why an unpacking failed, for whoever only sees that its stream did.
#[derive(Clone, Default)]
struct Failure(Arc<RwLock<Option<Why>>>);

impl Failure {
    fn why(&self) -> Option<Why> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, why: Why) -> FilesError {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(why);
        FilesError::new(FilesErrorKind::Source, "unpack member").with_source(why)
    }
}

/// A member on its way out of its packing.
struct Unpacking {
    packed: ByteStream,
    rest: Bytes,
    unpacker: Unpacker,
    failure: Failure,
}

/// Returns the content of a member out of its packed bytes.
fn unpacked(packed: ByteStream, unpacker: Unpacker, failure: Failure) -> ByteStream {
    let begun = Unpacking { packed, rest: Bytes::new(), unpacker, failure };
    ByteStream::new(stream::try_unfold(Some(begun), |state| async move {
        let Some(mut state) = state else { return Ok(None) };
        loop {
            let (used, out) = state.unpacker.unpack(&state.rest).map_err(|why| state.failure.of(why))?;
            state.rest.advance(used);
            if !out.is_empty() {
                return Ok(Some((Bytes::from(out), Some(state))));
            }
            if used > 0 {
                continue;
            }
            match state.packed.next().await {
                Some(more) => state.rest = more?,
                None => {
                    let failure = state.failure;
                    state.unpacker.finish().map_err(|why| failure.of(why))?;
                    return Ok(None);
                }
            }
        }
    }))
}

fn refused(why: Why) -> Error {
    Error::new(ErrorKind::Invalid(format!("it cannot be unpacked: {why}")), OPERATION)
}
