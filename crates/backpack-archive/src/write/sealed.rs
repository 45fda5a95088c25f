//! An archive as one sealed file: tar, then zstd, then age. Written beside its name, and renamed at the end.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use age::stream::StreamWriter;
use backpack_core::Timestamp;
use tar::{Builder, EntryType, Header};
use zstd::stream::write::Encoder;

use super::folder::{beside, sync_parent};
use super::pipe::Target;
use crate::{Error, Lock};

/// The level of compression: measured on FHIR, higher ones cost more time than they save room.
const LEVEL: i32 = 3;

/// How often the file beside is made anew because another call removed it.
const ATTEMPTS: usize = 8;

/// What compresses, and hands on to what seals.
type Packer = Encoder<'static, StreamWriter<Counted<BufWriter<File>>>>;

/// A sealed file that is being written.
pub(crate) struct Sealed {
    target: PathBuf,
    part: Option<PathBuf>,
    /// Locked while it is written, so that no other call writes into it.
    lock: Option<File>,
    tar: Option<Builder<Packer>>,
    made: u64,
}

impl Sealed {
    /// Begins beside `target`, which must not exist.
    pub(crate) fn create(target: &Path, lock: &Lock, made: Timestamp) -> Result<Self, Error> {
        if fs::symlink_metadata(target).is_ok() {
            return Err(Error::Exists);
        }
        let part = beside(target)?;
        let file = lock_part(&part)?;
        let mut sealed = Self {
            target: target.to_owned(),
            part: Some(part),
            lock: Some(file.try_clone()?),
            tar: None,
            made: seconds(made),
        };
        let out = lock.seal(Counted { out: BufWriter::new(file), bytes: 0 })?;
        sealed.tar = Some(Builder::new(Encoder::new(out, LEVEL)?));
        Ok(sealed)
    }
}

impl Target for Sealed {
    fn part(&mut self, path: &str, bytes: u64, content: &mut dyn Read) -> Result<(), Error> {
        let Some(tar) = &mut self.tar else { return Ok(()) };
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o600);
        header.set_mtime(self.made);
        header.set_size(bytes);
        tar.append_data(&mut header, path, content)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<u64, Error> {
        let Some(tar) = self.tar.take() else { return Ok(0) };
        let mut out = tar.into_inner()?.finish()?.finish()?;
        out.flush()?;
        let file = out.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        drop(file);
        // Somebody may have put something there meanwhile.
        let part = self.part.take().ok_or(Error::NotAnArchive)?;
        if fs::symlink_metadata(&self.target).is_ok() {
            self.part = Some(part);
            return Err(Error::Exists);
        }
        fs::rename(part, &self.target)?;
        sync_parent(&self.target)?;
        Ok(out.bytes)
    }
}

impl Drop for Sealed {
    fn drop(&mut self) {
        self.tar = None;
        if let Some(part) = self.part.take()
            && let Err(error) = fs::remove_file(part)
        {
            tracing::debug!(%error, "a part of a backup could not be removed");
        }
        self.lock = None;
    }
}

/// Opens what is written beside, new or left over, and locks it.
fn lock_part(part: &Path) -> Result<File, Error> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for _ in 0..ATTEMPTS {
        let file = options.open(part)?;
        // Another call is at it.
        file.try_lock().map_err(|_| Error::Exists)?;
        // The call before may have removed it between the two.
        if fs::symlink_metadata(part).is_ok_and(|found| found.is_file()) {
            file.set_len(0)?;
            return Ok(file);
        }
    }
    Err(Error::Exists)
}

/// Counts what goes through.
struct Counted<W> {
    out: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_millis() / 1000).unwrap_or(0)
}
