//! Blobs in a folder: `ab/cdef…` by the hexadecimal digits of their random id, and `tmp` for what is on its way in.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use backpack_core::BlobId;
use bytes::Bytes;
use futures_util::{TryStreamExt as _, stream};

use super::disk::{self, blocking};
use super::draft::Draft;
use crate::{BlobPage, BlobStore, ByteStream, Error, ErrorKind, clamp_range};

const PAGE: usize = 1000;
const READ_BYTES: u64 = 128 << 10;
const TMP: &str = "tmp";

/// A blob store in a local folder. It needs a tokio runtime, on whose blocking threads it reads and writes.
///
/// One opener at a time: opening sweeps what an interrupted write left behind.
#[derive(Debug)]
pub struct FolderBlobs {
    folder: PathBuf,
}

impl FolderBlobs {
    /// Opens the folder, making it where it is missing, and removes what interrupted writes left behind.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] and [`ErrorKind::Full`].
    pub async fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = folder.into();
        let tmp = folder.join(TMP);
        let swept = blocking(move || {
            disk::create_folder(&tmp)?;
            fs::read_dir(&tmp)?.try_for_each(|entry| disk::remove_if_there(&entry?.path()))
        });
        swept.await.map_err(failed("open folder"))?;
        Ok(Self { folder })
    }

    fn path(&self, id: BlobId) -> PathBuf {
        let digits = id.to_string();
        let (folder, name) = digits.split_at(2);
        self.folder.join(folder).join(name)
    }
}

#[async_trait]
impl BlobStore for FolderBlobs {
    async fn put(&self, id: BlobId, mut stream: ByteStream) -> Result<u64, Error> {
        let target = self.path(id);
        // A random name: two writers of the same id do not meet before the end, where one of them is refused.
        let tmp = self.folder.join(TMP).join(BlobId::random().to_string());
        let mut draft = blocking(|| Draft::create(tmp)).await.map_err(failed("put blob"))?;
        loop {
            let next = stream.try_next().await;
            let next = next.map_err(|e| Error::new(ErrorKind::Source, "put blob").with_source(e))?;
            let Some(chunk) = next else { break };
            let written = blocking(move || draft.write(&chunk).map(|()| draft));
            draft = written.await.map_err(failed("put blob"))?;
        }
        let placed = blocking(move || draft.place(&target).map(|()| draft)).await;
        placed.map(Draft::keep).map_err(failed("put blob"))
    }

    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        let path = self.path(id);
        let opened = blocking(move || {
            let file = File::open(path)?;
            let size = file.metadata()?.len();
            Ok((file, size))
        });
        let (file, size) = opened.await.map_err(failed("read blob"))?;
        let range = clamp_range(range, size)?;
        Ok(ByteStream::new(stream::try_unfold((file, range), |(file, left)| async move {
            if left.is_empty() {
                return Ok(None);
            }
            let start = left.start;
            let end = left.end.min(start + READ_BYTES);
            let read = blocking(move || read_at(file, start..end));
            let (file, bytes) = read.await.map_err(failed("read blob"))?;
            Ok(Some((bytes, (file, end..left.end))))
        })))
    }

    async fn size(&self, id: BlobId) -> Result<u64, Error> {
        let path = self.path(id);
        blocking(move || Ok(fs::metadata(path)?.len())).await.map_err(failed("measure blob"))
    }

    async fn delete(&self, id: BlobId) -> Result<(), Error> {
        let path = self.path(id);
        let removed = blocking(move || {
            disk::remove_if_there(&path)?;
            path.parent().filter(|folder| folder.is_dir()).map_or(Ok(()), disk::sync_folder)
        });
        removed.await.map_err(failed("delete blob"))
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, Error> {
        let folder = self.folder.clone();
        blocking(move || list_after(&folder, after)).await.map_err(failed("list blobs"))
    }
}

/// Reads exactly the bytes of `range`: the file was measured, and blobs never change.
fn read_at(mut file: File, range: Range<u64>) -> io::Result<(File, Bytes)> {
    file.seek(SeekFrom::Start(range.start))?;
    let length = range.end - range.start;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.by_ref().take(length).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()) == Ok(length) {
        Ok((file, bytes.into()))
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn list_after(folder: &Path, after: Option<BlobId>) -> io::Result<BlobPage> {
    let mut ids = Vec::new();
    let first = after.map_or(0, |id| id.as_bytes()[0]);
    for prefix in first..=u8::MAX {
        let mut found = ids_in(folder, prefix)?;
        found.retain(|id| after.is_none_or(|after| *id > after));
        found.sort_unstable();
        ids.append(&mut found);
        if ids.len() > PAGE {
            ids.truncate(PAGE);
            let next = ids.last().copied();
            return Ok(BlobPage::new(ids, next));
        }
    }
    Ok(BlobPage::new(ids, None))
}

/// Returns the ids in the folder of one prefix, in no order. Files with other names are not blobs.
fn ids_in(folder: &Path, prefix: u8) -> io::Result<Vec<BlobId>> {
    let prefix = format!("{prefix:02x}");
    let entries = match fs::read_dir(folder.join(&prefix)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut ids = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        ids.extend(name.to_str().and_then(|name| format!("{prefix}{name}").parse::<BlobId>().ok()));
    }
    Ok(ids)
}

fn failed(operation: &'static str) -> impl Fn(io::Error) -> Error {
    move |error| {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => ErrorKind::NotFound,
            io::ErrorKind::AlreadyExists => ErrorKind::Exists,
            _ if disk::is_full(&error) => ErrorKind::Full,
            _ => ErrorKind::Io,
        };
        Error::new(kind, operation).with_source(error)
    }
}
