//! The ballast: room on the disk that is given up when the disk is full, so that the store can still be opened.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use backpack_store::{Error, ErrorKind};

/// The name of the file.
pub const BALLAST: &str = "ballast";

/// Room kept free beyond what a group needs, in bytes.
const MARGIN_BYTES: u64 = 4 << 20;
/// An engine writes pages again when it rearranges them: a few bytes for one at most times, more at worst.
const WRITES_A_BYTE: u64 = 16;

/// Room on the disk that is given up when the disk is full.
#[derive(Debug)]
pub struct Ballast {
    folder: PathBuf,
    bytes: u64,
    present: bool,
}

impl Ballast {
    /// Returns the ballast of so many bytes that lies in `folder`, or does not; 0 for none.
    #[must_use]
    pub fn find(folder: &Path, bytes: u64) -> Self {
        let present = fs::metadata(folder.join(BALLAST)).is_ok_and(|metadata| metadata.len() >= bytes);
        Self { folder: folder.to_owned(), bytes, present: present || bytes == 0 }
    }

    /// Gives the ballast up. Says whether that made any room.
    pub fn give_up(&mut self) -> bool {
        self.present = self.bytes == 0;
        fs::remove_file(self.folder.join(BALLAST)).is_ok()
    }

    /// Lays the ballast again if it is missing and there is ample room.
    pub fn restore(&mut self) {
        let ample = self.bytes.saturating_mul(2).saturating_add(MARGIN_BYTES);
        if !self.present && self.free_bytes().is_some_and(|free| free >= ample) {
            self.present = self.lay().is_ok();
            if !self.present {
                self.give_up();
            }
        }
    }

    /// Sees to it that a group of `bytes` cannot fill the disk half-way through.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`]: then nothing was written, and nothing in the engine went wrong.
    pub fn make_room(&mut self, bytes: usize) -> Result<(), Error> {
        self.restore();
        let wanted = WRITES_A_BYTE.saturating_mul(bytes as u64).saturating_add(MARGIN_BYTES);
        // A file system that does not tell is asked by writing.
        let fits = self.free_bytes().is_none_or(|free| free >= wanted);
        if fits { Ok(()) } else { Err(Error::new(ErrorKind::Full, "commit")) }
    }

    fn free_bytes(&self) -> Option<u64> {
        fs4::available_space(&self.folder).ok()
    }

    /// Writes real blocks: a file system that compresses or leaves out zeros would keep no room for them.
    fn lay(&self) -> io::Result<()> {
        let mut file = File::create(self.folder.join(BALLAST))?;
        let mut noise = vec![0; 64 << 10];
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut left = self.bytes;
        while left > 0 {
            for bytes in noise.chunks_exact_mut(8) {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                bytes.copy_from_slice(&state.to_le_bytes());
            }
            let piece = noise.get(..usize::try_from(left).unwrap_or(usize::MAX)).unwrap_or(&noise);
            file.write_all(piece)?;
            left -= piece.len() as u64;
        }
        file.sync_all()
    }
}
