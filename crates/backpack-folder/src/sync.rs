//! Making folders durable.

use std::fs;
use std::io;
use std::path::Path;

/// Makes `folder` and every parent it lacks, durably.
///
/// # Errors
///
/// What the system says.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let missing: Vec<_> = folder.ancestors().take_while(|ancestor| is_missing(ancestor)).collect();
    fs::create_dir_all(folder)?;
    // A folder's name lies in its parent, which has to be made durable too.
    missing.into_iter().try_for_each(|made| {
        sync_folder(made)?;
        made.parent().map_or(Ok(()), sync_folder)
    })
}

/// Makes the names in `folder` durable.
///
/// # Errors
///
/// What the system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // The parent of a relative path of one part is the empty path.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // Windows opens no folder as a file; its file systems write names down in their own journal.
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

fn is_missing(folder: &Path) -> bool {
    !folder.as_os_str().is_empty() && !folder.exists()
}
