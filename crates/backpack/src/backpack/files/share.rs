//! Files without the place they were made at.

use backpack_core::FileId;
use backpack_extract::{Shareable, shareable, without_location};
use backpack_files::ByteStream;

use super::super::Backpack;
use crate::role::Operation;
use crate::{Error, ErrorKind};

const OPERATION: &str = "share file";
/// The largest file out of which the place is taken: it is held in memory for it.
const MOST_BYTES: u64 = 64 << 20;

impl Backpack {
    /// Opens a file to hand it to others: without what says where it was made. The pixels are as they were; the file that is
    /// kept stays as it is.
    ///
    /// Cleaned are JPEG, PNG, GIF, WebP, TIFF, HEIC, AVIF, MP4 and QuickTime, up to 64 MiB. Documents, text and DICOM are
    /// handed out as they are: what is in a picture inside a document stays there. Everything else is refused, and
    /// [`Backpack::open_file`] opens it as it is.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Invalid`] if nothing here can take the place out of it; as
    /// [`Backpack::open_file`].
    pub async fn open_file_to_share(&self, id: FileId) -> Result<ByteStream, Error> {
        self.permit(Operation::Export)?;
        let file = self.file(id).await?;
        match shareable(file.sniffed.as_deref()) {
            Shareable::AsItIs => self.open_file(id, None).await,
            Shareable::Cleaned if file.size <= MOST_BYTES => {
                let bytes = self.open_file(id, None).await?.collect().await?;
                let clean = move || without_location(&bytes, file.sniffed.as_deref());
                // A thread ends without an answer only when its runtime ends.
                let cleaned = tokio::task::spawn_blocking(clean).await;
                let cleaned = cleaned.map_err(|_| Error::new(ErrorKind::Io, OPERATION))?;
                let cleaned = cleaned.map_err(|why| {
                    let why = format!("where it was made cannot be taken out of it: {why}");
                    Error::new(ErrorKind::Invalid(why), OPERATION)
                })?;
                Ok(ByteStream::from_bytes(cleaned))
            }
            Shareable::Cleaned => Err(refused("it is too large to take out where it was made")),
            _ => Err(refused("it may say where it was made, and nothing here takes that out of this type")),
        }
    }
}

fn refused(why: &str) -> Error {
    Error::new(ErrorKind::Invalid(why.to_owned()), OPERATION)
}
