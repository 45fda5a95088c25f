//! How to reach the database.

use std::fmt;
use std::time::Duration;

use backpack_store::{Error, ErrorKind};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres::Config;

use crate::tls::Encryption;

/// The longest name of a schema or role: the server cuts what is longer without a word.
const MAX_NAME_BYTES: usize = 63;

/// How to reach the database, and how long to wait for it.
///
/// The password stays in memory as long as the pool, since the client library needs it for each new connection;
/// neither `Debug` nor an error shows it.
#[derive(Clone)]
#[non_exhaustive]
pub struct PostgresOptions {
    /// The schema that holds the tables: `backpack` unless set.
    pub schema: String,
    /// The role that [`Postgres::migrate`](crate::Postgres::migrate) lets read and write; none unless set.
    pub application_role: Option<String>,
    /// The most connections open at a time: 16 unless set.
    pub max_connections: usize,
    /// How long to wait for a free connection of the pool: 10 s unless set.
    pub wait_timeout: Duration,
    /// How long to wait for a new connection: 5 s unless set.
    pub connect_timeout: Duration,
    /// How long the server may take for one statement, waiting for another writer of the space among it: 30 s unless set.
    pub statement_timeout: Duration,
    /// How long a commit whose connection broke tries to learn whether it landed: 30 s unless set.
    pub patience: Duration,
    /// Whether a host other than this machine may be spoken to without TLS: refused unless set.
    pub unencrypted: Unencrypted,
    /// Whether a server that may lose acknowledged commits is taken: refused unless set.
    pub weak_durability: WeakDurability,
    /// Whether a role that row security does not bind is taken: refused unless set.
    pub wide_role: WideRole,
    /// The certificates of those whom to trust, instead of the system's.
    pub(crate) roots: Option<Vec<CertificateDer<'static>>>,
    pub(crate) config: Config,
    pub(crate) encryption: Encryption,
}

/// Whether a host other than this machine may be spoken to without TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it may or it may not")]
pub enum Unencrypted {
    /// It is refused.
    Refused,
    /// It is allowed: something else guards the way, such as a sidecar or a private network.
    Allowed,
}

/// Whether a server that may lose acknowledged commits (`fsync` off) is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it is or it is not")]
pub enum WeakDurability {
    /// It is refused.
    Refused,
    /// It is taken: the storage below makes writes durable by itself, or the data may be lost.
    Accepted,
}

/// Whether a role that row security does not bind (a superuser, or one with BYPASSRLS) is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it is or it is not")]
pub enum WideRole {
    /// It is refused.
    Refused,
    /// It is taken, without the second wall between spaces.
    Accepted,
}

impl PostgresOptions {
    /// Returns the default options for the database at `url`: `postgres://user:password@host:port/database`.
    ///
    /// The URL's `sslmode` may be `disable`, `require` or `verify-full`; the last two are the same here, since TLS without
    /// a look at the certificate keeps nobody out. Without it TLS is used for every host but this machine.
    ///
    /// # Errors
    ///
    /// [`Io`](ErrorKind::Io), never to be tried again, if the URL cannot be read.
    pub fn new(url: &str) -> Result<Self, Error> {
        let (config, encryption) = Encryption::read(url)?;
        Ok(Self {
            schema: "backpack".to_owned(),
            application_role: None,
            max_connections: 16,
            wait_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(30),
            patience: Duration::from_secs(30),
            unencrypted: Unencrypted::Refused,
            weak_durability: WeakDurability::Refused,
            wide_role: WideRole::Refused,
            roots: None,
            config,
            encryption,
        })
    }

    /// Sets the schema: a lower-case letter, then lower-case letters, digits and underscores, 63 at most.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = schema.into();
        self
    }

    /// Sets the role that `migrate` lets read and write.
    #[must_use]
    pub fn application_role(mut self, role: impl Into<String>) -> Self {
        self.application_role = Some(role.into());
        self
    }

    /// Sets the most connections open at a time; 1 at least.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections.max(1);
        self
    }

    /// Sets how long to wait for a free connection of the pool.
    #[must_use]
    pub fn wait_timeout(mut self, timeout: Duration) -> Self {
        self.wait_timeout = timeout;
        self
    }

    /// Sets how long to wait for a new connection.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long the server may take for one statement.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = timeout;
        self
    }

    /// Sets how long a commit whose connection broke tries to learn whether it landed.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Trusts the certificates in `pem` (one or more) instead of the system's.
    ///
    /// # Errors
    ///
    /// [`Io`](ErrorKind::Io), never to be tried again, if there is no certificate or one cannot be read.
    pub fn trusting(mut self, pem: &[u8]) -> Result<Self, Error> {
        let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        match roots {
            Ok(roots) if !roots.is_empty() => self.roots = Some(roots),
            _ => return Err(refused("the certificates cannot be read")),
        }
        Ok(self)
    }

    /// Lets a host other than this machine be spoken to without TLS.
    #[must_use]
    pub fn unencrypted(mut self, unencrypted: Unencrypted) -> Self {
        self.unencrypted = unencrypted;
        self
    }

    /// Takes a server whose `fsync` is off.
    #[must_use]
    pub fn weak_durability(mut self, weak: WeakDurability) -> Self {
        self.weak_durability = weak;
        self
    }

    /// Takes a role that row security does not bind.
    #[must_use]
    pub fn wide_role(mut self, wide: WideRole) -> Self {
        self.wide_role = wide;
        self
    }

    /// Checks what becomes a part of statements, since names cannot be parameters.
    pub(crate) fn check_names(&self) -> Result<(), Error> {
        if !is_plain(&self.schema) {
            return Err(refused("the schema's name is not a plain one"));
        }
        let role_is_plain = |role: &String| {
            !role.is_empty()
                && role.len() <= MAX_NAME_BYTES
                && !role.chars().any(|c| c == '"' || c.is_control())
        };
        if !self.application_role.as_ref().is_none_or(role_is_plain) {
            return Err(refused("the role's name is not a plain one"));
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    name.len() <= MAX_NAME_BYTES
        && name.bytes().next().is_some_and(is_letter)
        && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

/// Returns the error for options that nothing can be done with.
pub(crate) fn refused(why: &'static str) -> Error {
    Error::new(ErrorKind::Io, "connect").with_source(why)
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the address nor the role: a log needs none of them, and the password stands beside.
        f.debug_struct("PostgresOptions")
            .field("schema", &self.schema)
            .field("max_connections", &self.max_connections)
            .field("encryption", &self.encryption)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_need_quotes_are_refused() {
        let options = PostgresOptions::new("postgres://u:secret@localhost/d").unwrap();
        for (schema, fits) in [
            ("backpack", true),
            ("_a1", true),
            ("", false),
            ("A", false),
            ("1a", false),
            ("a\"b", false),
            ("a-b", false),
        ] {
            assert_eq!(options.clone().schema(schema).check_names().is_ok(), fits, "{schema}");
        }
        for (role, fits) in [("app", true), ("App-Role", true), ("", false), ("a\"; DROP", false)] {
            assert_eq!(options.clone().application_role(role).check_names().is_ok(), fits, "{role}");
        }
    }

    #[test]
    fn nothing_shows_the_password() {
        let options = PostgresOptions::new("postgres://somebody:hunter2@db.example/d").unwrap();
        assert!(!format!("{options:?}").contains("hunter2"));
        let error = PostgresOptions::new("postgres://somebody:hunter2@db.example:port/d").unwrap_err();
        let shown =
            format!("{error:?} {error} {:?}", std::error::Error::source(&error).map(ToString::to_string));
        assert!(!shown.contains("hunter2") && !shown.contains("somebody"), "{shown}");
    }
}
