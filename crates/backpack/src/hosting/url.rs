//! Where accounts lie, as URLs: parsed once, and never shown with a password.

use std::fmt;
use std::path::{Path, PathBuf};

use backpack_core::SecretText;
use url::Url;

use crate::{Error, ErrorKind};

/// Where accounts lie.
///
/// | URL | where |
/// |---|---|
/// | `file:///FOLDER` | one account in a folder, on an embedded engine |
/// | `memory:` | memory: for tests and previews |
/// | `postgres://USER:PASSWORD@HOST/DATABASE` | PostgreSQL, for any number of accounts; needs the feature `postgres` |
///
/// Files lie elsewhere than in a database: [`StoreUrl::with_files`] says where. Neither `Debug` nor `Display` nor an error
/// shows more of a URL than its scheme.
pub struct StoreUrl {
    pub(super) store: StorePlace,
    pub(super) files: Option<Url>,
}

/// Where the store is.
pub(super) enum StorePlace {
    Folder(PathBuf),
    Memory,
    Postgres(SecretText),
}

impl StoreUrl {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], which says what is wrong with it and shows nothing of it.
    pub fn parse(url: &str) -> Result<Self, Error> {
        let read = Url::parse(url).map_err(|_| wrong("a store's address is no URL"))?;
        let store = match read.scheme() {
            "file" => StorePlace::Folder(folder(url, &read)?),
            "memory" if is_bare(&read) => StorePlace::Memory,
            "memory" => return Err(wrong("a memory: URL has nothing after it")),
            "postgres" | "postgresql" if read.fragment().is_some() => {
                return Err(wrong("a postgres:// URL has no fragment; `#` in a password is written %23"));
            }
            "postgres" | "postgresql" if read.cannot_be_a_base() => {
                return Err(wrong("a postgres:// URL has two slashes and a host"));
            }
            "postgres" | "postgresql" => StorePlace::Postgres(SecretText::from(url.to_owned())),
            _ => return Err(wrong("a store's URL begins with file, memory or postgres")),
        };
        Ok(Self { store, files: None })
    }

    /// Says where the files of accounts in a database lie: `file:///FOLDER`, `s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX`,
    /// `az://CONTAINER/PREFIX` (or `abfs://`), or `memory:`. All but the last need the feature `objects`. Credentials stand in
    /// the options.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], which shows nothing of the URL.
    pub fn with_files(mut self, url: &str) -> Result<Self, Error> {
        let read = Url::parse(url).map_err(|_| wrong("the files' address is no URL"))?;
        if !read.username().is_empty() || read.password().is_some() || read.query().is_some() {
            return Err(wrong("credentials for files stand in the options, not in their URL"));
        }
        match read.scheme() {
            "file" => drop(folder(url, &read)?),
            "s3" | "gs" | "az" | "abfs" if read.host_str().is_none_or(str::is_empty) => {
                return Err(wrong("the files' URL names no bucket"));
            }
            "s3" | "gs" | "az" | "abfs" => {}
            "memory" if is_bare(&read) => {}
            _ => return Err(wrong("the files' URL begins with file, s3, gs, az, abfs or memory")),
        }
        if !matches!(self.store, StorePlace::Postgres(_)) {
            return Err(wrong("a folder and memory hold their files themselves"));
        }
        self.files = Some(read);
        Ok(self)
    }

    /// Returns the folder, if it is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match &self.store {
            StorePlace::Folder(folder) => Some(folder),
            StorePlace::Memory | StorePlace::Postgres(_) => None,
        }
    }

    /// Says whether it is memory.
    pub(crate) fn is_memory(&self) -> bool {
        matches!(self.store, StorePlace::Memory)
    }
}

pub(super) fn wrong(why: &'static str) -> Error {
    Error::new(ErrorKind::Config(why), "read store URL")
}

fn folder(text: &str, url: &Url) -> Result<PathBuf, Error> {
    let unfit = || wrong("a file:/// URL has three slashes and an absolute path");
    // The parser takes one that is written as relative for absolute.
    let is_written_absolute = text.starts_with("file:///") || text.starts_with("file://localhost/");
    if !is_written_absolute || url.query().is_some() || url.fragment().is_some() {
        return Err(unfit());
    }
    url.to_file_path().map_err(|()| unfit())
}

fn is_bare(url: &Url) -> bool {
    matches!(url.path(), "" | "/") && url.host_str().is_none_or(str::is_empty) && url.query().is_none()
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.store {
            StorePlace::Folder(_) => "a folder",
            StorePlace::Memory => "memory",
            StorePlace::Postgres(_) => "PostgreSQL",
        })?;
        match &self.files {
            Some(files) => write!(f, ", files at {}:", files.scheme()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_read_and_what_is_refused() {
        let shown =
            |url: &str| StoreUrl::parse(url).map(|url| url.to_string()).map_err(|error| error.to_string());
        for (url, says) in [
            ("file:///var/lib/app", "a folder"),
            ("file://localhost/var/lib/app", "a folder"),
            ("memory:", "memory"),
            ("memory:///", "memory"),
            ("postgres://u:p@db.example/app", "PostgreSQL"),
            ("postgresql://u:p@[::1]:5433/app?sslmode=disable", "PostgreSQL"),
            ("postgres:///app?host=/run/postgresql", "PostgreSQL"),
        ] {
            assert_eq!(shown(url), Ok(says.to_owned()), "{url}");
        }
        for url in [
            "",
            "app",
            "/var/lib/app",
            "file:app",
            "file://server/share",
            "file:///a?b",
            "memory:x",
            "memory://h",
            "postgres:app",
            "postgres://u:p#w@h/d",
            "mysql://u:p@h/d",
            "https://h/",
            "postgres://u:p@h:port/d",
        ] {
            let error = shown(url).unwrap_err();
            assert!(error.starts_with("read store URL: the settings are at fault: "), "{url}: {error}");
        }
    }

    #[test]
    fn files_lie_beside_a_database_alone() {
        let with = |store: &str, files: &str| StoreUrl::parse(store).unwrap().with_files(files);
        let store = "postgres://u:p@h/d";
        for files in
            ["file:///blobs", "s3://bucket", "s3://bucket/a/b", "gs://b", "az://c/p", "abfs://c", "memory:"]
        {
            let url = with(store, files).unwrap();
            assert_eq!(
                url.to_string(),
                format!("PostgreSQL, files at {}:", files.split(':').next().unwrap())
            );
        }
        for files in [
            "",
            "blobs",
            "file:blobs",
            "file://h/x",
            "s3://",
            "s3:bucket",
            "s3://key:secret@bucket",
            "ftp://h/x",
            "s3://bucket?key=secret",
            "memory:x",
        ] {
            assert!(with(store, files).is_err(), "{files}");
        }
        assert!(with("memory:", "s3://bucket").is_err() && with("file:///a", "s3://bucket").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_password_is_shown(
            password in "[a-zA-Z0-9#/?@:%]{8,20}",
            scheme in "postgres|postgresql|file|memory|mysql|s3",
            rest in "[a-z/?#:@=]{0,12}",
        ) {
            let text = format!("{scheme}://person:{password}@{rest}");
            let files = StoreUrl::parse("postgres://u@h/d").unwrap().with_files(&text);
            for shown in [StoreUrl::parse(&text), files].map(|url| match url {
                Ok(url) => format!("{url} {url:?}"),
                Err(error) => format!("{error} {error:?}"),
            }) {
                prop_assert!(!shown.contains(&password), "{shown}");
            }
        }
    }
}
