//! Which files there are: the given paths, folders walked in order.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use backpack_connect::{Error, ErrorKind};
use sha2::{Digest as _, Sha256};

/// How deep folders are walked, so that no tree can exhaust the stack.
const MAX_FOLDERS: u32 = 64;

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    /// The name of the query that reads it: a digest, since file names are personal.
    pub(crate) id: String,
    /// The name for people, below the given path.
    pub(crate) label: String,
}

/// Returns the files under `roots` in a stable order: the roots as given, the names in a folder sorted.
///
/// Symbolic links inside folders are not followed and hidden names are passed over; a root is taken as it is.
pub(crate) fn walk(roots: &[PathBuf]) -> Result<Vec<SourceFile>, Error> {
    let mut files = Vec::new();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for root in roots {
        let name = root.file_name().map_or_else(|| PathBuf::from("files"), PathBuf::from);
        let mut found = Vec::new();
        let meta = fs::metadata(root).map_err(|cause| missing("find files", &cause))?;
        if meta.is_dir() {
            walk_folder(root, &name, 0, &mut found)?;
        } else {
            found.push((root.clone(), name));
        }
        for (path, below) in found {
            let digest = short_digest([below.to_string_lossy().as_bytes()]);
            let times = seen.entry(digest.clone()).or_default();
            *times += 1;
            let id = if *times == 1 { format!("file-{digest}") } else { format!("file-{digest}-{times}") };
            files.push(SourceFile { path, id, label: below.to_string_lossy().into_owned() });
        }
    }
    Ok(files)
}

/// Returns the portal name of `roots`: a digest of their full paths, whatever their order.
pub(crate) fn portal_of(roots: &[PathBuf]) -> String {
    let mut full: Vec<PathBuf> =
        roots.iter().map(|root| fs::canonicalize(root).unwrap_or_else(|_| root.clone())).collect();
    full.sort();
    full.dedup();
    let names: Vec<_> = full.iter().map(|path| path.to_string_lossy()).collect();
    format!("files-{}", short_digest(names.iter().map(|name| name.as_bytes())))
}

/// Makes an error of this machine's files. Its cause keeps the kind alone: the whole would name the file.
pub(crate) fn local(operation: &'static str, cause: &std::io::Error) -> Error {
    Error::new(ErrorKind::Local, operation).with_source(std::io::Error::from(cause.kind()))
}

fn missing(operation: &'static str, cause: &std::io::Error) -> Error {
    if cause.kind() == std::io::ErrorKind::NotFound {
        return Error::new(ErrorKind::NotFound, operation);
    }
    local(operation, cause)
}

fn walk_folder(
    folder: &Path,
    below: &Path,
    depth: u32,
    found: &mut Vec<(PathBuf, PathBuf)>,
) -> Result<(), Error> {
    if depth > MAX_FOLDERS {
        return Err(Error::new(ErrorKind::Config("the folders are nested too deeply"), "find files"));
    }
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(cause) if depth == 0 => return Err(local("find files", &cause)),
        Err(_) => {
            // A folder inside that cannot be read stops no other: asked for, it says that it cannot be read.
            found.push((folder.to_path_buf(), below.to_path_buf()));
            return Ok(());
        }
    };
    let mut entries = Vec::new();
    for entry in listed {
        entries.push(entry.map_err(|cause| local("find files", &cause))?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let kind = entry.file_type().map_err(|cause| local("find files", &cause))?;
        if kind.is_dir() {
            walk_folder(&entry.path(), &below.join(&name), depth + 1, found)?;
        } else if kind.is_file() {
            found.push((entry.path(), below.join(&name)));
        }
    }
    Ok(())
}

fn short_digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut text = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
