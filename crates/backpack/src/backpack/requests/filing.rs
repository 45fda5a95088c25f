//! What is filed with a request.

use backpack_core::{ConnectionId, FileId, RecordId, RequestId};

use crate::requests::{Case, Filed, FiledRole, FiledThing};
use crate::role::Operation;
use crate::{Backpack, Error, ErrorKind};

impl Backpack {
    /// Files what came back with a request: files and records that are in the Backpack.
    ///
    /// Cancel-safe: all of it is filed, or nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the request, a file or a record is none; [`ErrorKind::Invalid`] if more than 80,000
    /// things are filed with it; [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn file_response(
        &self,
        id: RequestId,
        files: &[FileId],
        records: &[RecordId],
    ) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        for file in files {
            self.file(*file).await?;
        }
        for record in records {
            self.record(*record)?;
        }
        let files = files.iter().copied().map(FiledThing::File);
        let things = files.chain(records.iter().copied().map(FiledThing::Record)).collect();
        self.file_things(id, things, FiledRole::Response).await
    }

    /// Files everything that came with an import, or from a portal, with a request: what is there and what comes later.
    ///
    /// Cancel-safe: it is filed, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the request or the connection is none; as [`Backpack::file_response`].
    pub async fn file_import(&self, id: RequestId, connection: ConnectionId) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        let known = self.connections().await?.iter().any(|row| row.id == connection);
        if !known {
            return Err(Error::new(ErrorKind::NotFound("connection"), "file import"));
        }
        self.file_things(id, vec![FiledThing::Connection(connection)], FiledRole::Response).await
    }

    /// Files proofs with a request, such as a fax report.
    ///
    /// Cancel-safe: all are filed, or none.
    ///
    /// # Errors
    ///
    /// As [`Backpack::file_response`].
    pub async fn file_proof(&self, id: RequestId, files: &[FileId]) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        for file in files {
            self.file(*file).await?;
        }
        self.file_things(id, files.iter().copied().map(FiledThing::File).collect(), FiledRole::Proof).await
    }

    /// Takes something out of a request's file again. It stays in the Backpack.
    ///
    /// Cancel-safe: it is out, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the request is none; [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn unfile(&self, id: RequestId, thing: FiledThing) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let change = |case: &mut Case| {
            case.filed.retain(|filed| filed.what != thing);
            Ok(())
        };
        self.change_case(id, change).await.map(drop)
    }

    async fn file_things(
        &self,
        id: RequestId,
        things: Vec<FiledThing>,
        role: FiledRole,
    ) -> Result<(), Error> {
        let at = self.now();
        let things: Vec<Filed> = things.into_iter().map(|thing| Filed::new(thing, role, at)).collect();
        let change = |case: &mut Case| {
            file_with(case, &things);
            Ok(())
        };
        self.change_case(id, change).await.map(drop)
    }
}

/// Files things that are not filed in the same role yet.
pub(super) fn file_with(case: &mut Case, things: &[Filed]) {
    let known: std::collections::BTreeSet<_> =
        case.filed.iter().map(|filed| (filed.what, filed.role)).collect();
    case.filed.extend(things.iter().filter(|filed| !known.contains(&(filed.what, filed.role))).cloned());
}
