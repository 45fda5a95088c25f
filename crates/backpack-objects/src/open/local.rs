//! A local folder as a storage.

use std::fs::DirBuilder;
use std::path::Path;

use backpack_files::Error;
use object_store::local::LocalFileSystem;

use super::{OPERATION, unopened};
use crate::trouble::from_io;

/// Opens the folder, making it where it is missing, for its owner alone.
pub(super) fn open(folder: &Path) -> Result<LocalFileSystem, Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| from_io(&error).of_blob(OPERATION))?;
    // Without syncing, what was acknowledged would be gone with the power.
    Ok(LocalFileSystem::new_with_prefix(folder).map_err(unopened)?.with_fsync(true))
}
