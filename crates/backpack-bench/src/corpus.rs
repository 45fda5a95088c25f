//! What is imported: the Synthea patients of the corpora, or synthetic people in their stead.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use backpack_testkit::people::{PeopleOptions, Person, Resource};
use bytes::Bytes;
use tempfile::TempDir;

use crate::scratch;

/// Forty patients, a Bundle each.
#[derive(Debug)]
pub struct Patients {
    _folder: TempDir,
    files: Vec<PathBuf>,
    /// What they are, for the table's heading.
    pub origin: String,
}

impl Patients {
    /// Unpacks the Synthea patients of the folder that `BACKPACK_CORPORA` names, or makes forty people up.
    ///
    /// # Errors
    ///
    /// If they cannot be read or written.
    pub fn load() -> anyhow::Result<Self> {
        let folder = scratch()?;
        let corpora = std::env::var_os("BACKPACK_CORPORA").map(PathBuf::from);
        let packed = corpora.map(|corpora| corpora.join("fhir-r4/synthea.tar.zst"));
        let origin = match packed.filter(|packed| packed.is_file()) {
            Some(packed) => {
                let mut decoder = zstd::Decoder::new(File::open(packed)?)?;
                decoder.window_log_max(27)?;
                tar::Archive::new(decoder).unpack(folder.path())?;
                "Synthea patients"
            }
            None => {
                make_up(folder.path())?;
                "synthetic people (BACKPACK_CORPORA names no folder with fhir-r4/synthea.tar.zst)"
            }
        };
        let mut files = Vec::new();
        walk(folder.path(), &mut files)?;
        files.sort();
        let origin = format!("{} {origin}", files.len());
        Ok(Self { _folder: folder, files, origin })
    }

    /// Returns where the files are.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Returns the bytes of each file.
    ///
    /// # Errors
    ///
    /// If one cannot be read.
    pub fn read(&self) -> std::io::Result<Vec<Vec<u8>>> {
        self.files.iter().map(fs::read).collect()
    }
}

/// A file of synthetic resources, one a line.
#[derive(Debug)]
pub struct MadeFile {
    folder: TempDir,
    /// Its size in bytes.
    pub bytes: u64,
}

impl MadeFile {
    /// Writes this many resources of one synthetic person. With `narrative`, each gets a text of that many bytes, as
    /// servers generate them.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(resources: usize, narrative: usize) -> anyhow::Result<Self> {
        let folder = scratch()?;
        let mut out = BufWriter::new(File::create(folder.path().join(LINES))?);
        for resource in Person::from_seed(7, PeopleOptions::with_resources(resources)).resources() {
            write_line(&resource, narrative, &mut out)?;
        }
        out.flush()?;
        let bytes = fs::metadata(folder.path().join(LINES))?.len();
        Ok(Self { folder, bytes })
    }

    /// Returns where it is.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(LINES)
    }
}

const LINES: &str = "resources.ndjson";
/// How a resource's own narrative begins; none may have two.
const NARRATIVE: &[u8] = br#""text":{"#;

/// Forty people of as many resources as the Synthea patients have.
fn make_up(folder: &Path) -> anyhow::Result<()> {
    for seed in 0..40 {
        let file = File::create(folder.join(format!("person-{seed:02}.json")))?;
        let person = Person::from_seed(seed, PeopleOptions::with_resources(905));
        person.write_bundle("https://portal.example/fhir", BufWriter::new(file))?;
    }
    Ok(())
}

fn write_line(resource: &Resource, narrative: usize, out: &mut impl std::io::Write) -> std::io::Result<()> {
    out.write_all(&with_narrative(resource, narrative))?;
    out.write_all(b"\n")
}

/// Returns a resource with a text of this many bytes, as servers generate them, unless it has one or none is asked for.
///
/// The text goes on in the words of the resource, so that it compresses no better than real ones.
#[must_use]
pub fn with_narrative(resource: &Resource, narrative: usize) -> Bytes {
    let has_text = || resource.body.windows(NARRATIVE.len()).any(|part| part == NARRATIVE);
    let Some(rest) = resource.body.strip_prefix(b"{").filter(|_| narrative > 0 && !has_text()) else {
        return resource.body.clone();
    };
    let mut out = Vec::with_capacity(rest.len() + narrative + 128);
    out.extend_from_slice(
        br#"{"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">"#,
    );
    let words = rest.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || *byte == b' ').cycle();
    out.extend(words.take(narrative));
    out.extend_from_slice(br#"</div>"},"#);
    out.extend_from_slice(rest);
    out.into()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "json") {
            files.push(path);
        }
    }
    Ok(())
}
