//! What the two documents say, put together.

use backpack_connect::{Context, Error};

use super::document::Document;
use super::statement::Statement;
use super::{AssociatedEndpoint, BrandLink, Quirk, SignIn, Why, brands, verdict};
use crate::base::Base;
use crate::dialect::Pkce;
use crate::wire::FHIR_JSON;

/// What a portal says about itself. Whatever it says is read: a member of the wrong type costs itself alone.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(super) well_known: Document,
    pub(super) metadata: Document,
    pub(crate) statement: Option<Statement>,
    /// How people sign in; nothing where no document says so.
    pub(crate) sign_in: Option<SignIn>,
    pub(crate) brands: Option<BrandLink>,
    pub(crate) associated: Vec<AssociatedEndpoint>,
    pub(crate) quirks: Vec<Quirk>,
}

impl Reading {
    /// Asks for both documents, without a credential. Nothing but a cancellation is an error.
    pub(crate) async fn ask(context: &Context, base: &Base, operation: &'static str) -> Result<Self, Error> {
        let well_known = base.below(&[".well-known", "smart-configuration"]);
        let well_known = Document::ask(context, well_known, "application/json", operation).await?;
        let metadata = Document::ask(context, base.below(&["metadata"]), FHIR_JSON, operation).await?;
        Ok(Self::of(base, well_known, metadata))
    }

    fn of(base: &Base, well_known: Document, metadata: Document) -> Self {
        let mut quirks = Vec::new();
        well_known.quirks("smart-configuration", &mut quirks);
        metadata.quirks("capability statement", &mut quirks);
        let configuration = well_known.object();
        let statement = metadata.object().and_then(Statement::read);
        let sign_in = SignIn::read(base, configuration, metadata.object(), &mut quirks);
        match &statement {
            None => quirks.push(Quirk::NoStatement),
            Some(said) if said.version.is_none() => quirks.push(Quirk::VersionNotSaid),
            Some(_) => {}
        }
        if statement.as_ref().is_some_and(|said| said.types.is_empty()) {
            quirks.push(Quirk::DeclaresNothing);
        }
        let brands = configuration.and_then(|members| brands::link(base, members, &mut quirks));
        let associated = configuration.map(|members| brands::associated(base, members)).unwrap_or_default();
        Self { well_known, metadata, statement, sign_in, brands, associated, quirks }
    }

    /// Returns why people cannot sign in there; `None` if they can.
    pub(crate) fn obstacle(&self, pkce: Pkce) -> Option<Why> {
        verdict::obstacle(self, pkce)
    }

    /// Returns the failure that kept a document which decides from being had.
    pub(super) fn into_trouble(self) -> Option<Error> {
        match (self.well_known, self.metadata) {
            (Document::Trouble(_, error) | Document::Failed(error), _)
            | (Document::Other, Document::Trouble(_, error) | Document::Failed(error)) => Some(error),
            _ => None,
        }
    }
}
