//! One portal as this connector knows it: what the host said, where it is, and how it departs from the standard.

use std::sync::Arc;

use backpack_connect::{Context, Error, ErrorKind};
use backpack_dialect::{Dialect, Offered, Registration};

use crate::SmartOptions;
use crate::base::Base;
use crate::discovery::{Known, Portal};
use crate::keys::Keys;
use crate::memory::Memory;
use crate::pace::Pace;

/// One portal: what the host said, where it is, how it departs from the standard, and what was met with there since the
/// process began.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) options: SmartOptions,
    pub(crate) base: Base,
    /// The row that is known before the portal was asked anything: the host's, or that of its address, or the plain one.
    dialect: Dialect,
    /// Whether that row is a guess, which the portal's own words may mend.
    is_guess: bool,
    known: Known,
    /// What it minds of a question.
    pub(crate) memory: Memory,
    /// The FHIR requests to it.
    pub(crate) requests: Pace,
    /// The token requests to it.
    pub(crate) tokens: Pace,
}

impl Site {
    pub(crate) fn new(options: SmartOptions) -> Result<Self, Error> {
        let base = Base::parse(&options.fhir_base)?;
        if options.client_id.is_empty() {
            return Err(Error::new(ErrorKind::Config("the client id is empty"), "read options"));
        }
        let root = base.root();
        let host = root.host_str().unwrap_or_default();
        let known = options.dialect.as_ref().or_else(|| options.dialects.at(host, root.path()));
        let dialect = known.cloned();
        let is_guess = dialect.is_none();
        let dialect = dialect.unwrap_or_else(Dialect::plain);
        Ok(Self {
            options,
            base,
            dialect,
            is_guess,
            known: Known::default(),
            memory: Memory::default(),
            requests: Pace::default(),
            tokens: Pace::default(),
        })
    }

    /// Returns what the portal says about itself, asked for a few minutes ago at most.
    pub(crate) async fn portal(&self, context: &Context) -> Result<Arc<Portal>, Error> {
        let pkce = |software: Option<&str>| self.dialect_running(software).authorization.pkce;
        self.known.portal(context, &self.base, pkce).await
    }

    /// Remembers where a grant came from: a sign-in that moved since then is told, not followed.
    pub(crate) fn met(&self, keys: &Keys) {
        self.known.met(&keys.token_endpoint);
    }

    /// Returns the row that holds before the portal was asked anything.
    pub(crate) fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Says whether a grant can be renewed without the person, as far as is known before the portal was asked anything.
    pub(crate) fn can_last(&self) -> bool {
        let own_client = matches!(self.dialect.registration, Registration::Protected { .. });
        let confidential = self.options.client_secret.is_some() || self.options.client_key.is_some();
        match self.dialect.tokens.refresh.offered {
            _ if own_client => true,
            Offered::Nobody => false,
            Offered::Confidential => confidential,
            _ => true,
        }
    }

    /// Returns the row of a portal that runs this software: an address that is known says more than a name.
    pub(crate) fn dialect_running(&self, software: Option<&str>) -> &Dialect {
        let named = software.filter(|_| self.is_guess).and_then(|name| self.options.dialects.running(name));
        named.unwrap_or(&self.dialect)
    }

    /// Returns the row that a grant was given under.
    pub(crate) fn dialect_of(&self, keys: &Keys) -> &Dialect {
        keys.dialect.as_deref().map_or(&self.dialect, |name| self.dialect_named(name))
    }

    /// Returns the row that a sign-in was begun under.
    pub(crate) fn dialect_named(&self, name: &str) -> &Dialect {
        let row = || self.options.dialects.row(name).filter(|_| self.is_guess);
        row().unwrap_or(&self.dialect)
    }
}
