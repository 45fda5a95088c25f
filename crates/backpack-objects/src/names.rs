//! What objects are called: opaque ids under a prefix, nothing else.

use std::fmt;

use backpack_core::{BlobId, SpaceId};
use object_store::path::Path;

/// The names of one space's objects.
///
/// | name | object |
/// |---|---|
/// | `PREFIX/blobs/SPACE/ID` | the blob: its head, and its bytes if they fit one object |
/// | `PREFIX/parts/SPACE/ID.TOKEN.NUMBER` | a part of a larger blob |
/// | `PREFIX/clock/SPACE/TOKEN` | put and removed by a sweep, to learn what time it is where the objects are |
///
/// Ids are random, so that they spread over whatever a storage divides its names by, and of one length, so that the order
/// of the names is that of the ids.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    blobs: Path,
    parts: Path,
    clock: Path,
}

impl Names {
    pub(crate) fn new(prefix: &Path, space: SpaceId) -> Self {
        let folder = |kind: &str| prefix.clone().join(kind).join(space.to_string());
        Self { blobs: folder("blobs"), parts: folder("parts"), clock: folder("clock") }
    }

    pub(crate) fn blobs(&self) -> &Path {
        &self.blobs
    }

    pub(crate) fn parts(&self) -> &Path {
        &self.parts
    }

    /// The folders of the space.
    pub(crate) fn folders(&self) -> [&Path; 3] {
        [&self.blobs, &self.parts, &self.clock]
    }

    pub(crate) fn blob(&self, id: BlobId) -> Path {
        self.blobs.clone().join(id.to_string())
    }

    pub(crate) fn part(&self, upload: Upload, number: u64) -> Path {
        self.parts.clone().join(format!("{upload}.{number:08}"))
    }

    pub(crate) fn clock(&self) -> Path {
        self.clock.clone().join(BlobId::random().to_string())
    }
}

/// One attempt to write a blob: the blob's id, and a random token that no other attempt has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Upload {
    pub(crate) id: BlobId,
    pub(crate) token: BlobId,
}

impl Upload {
    pub(crate) fn new(id: BlobId) -> Self {
        Self { id, token: BlobId::random() }
    }
}

impl fmt::Display for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.id, self.token)
    }
}

/// Reads the name of a blob. Other names are not blobs.
pub(crate) fn read_blob(path: &Path) -> Option<BlobId> {
    path.filename()?.parse().ok()
}

/// Reads the name of a part. Other names are not parts.
pub(crate) fn read_part(path: &Path) -> Option<(Upload, u64)> {
    let mut fields = path.filename()?.split('.');
    let (id, token, number) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?, fields.next()?);
    let digits = number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_digit());
    (digits && fields.next().is_none()).then_some(())?;
    Some((Upload { id, token }, number.parse().ok()?))
}
