//! The connector for files that a person already has.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_connect::{
    Capabilities, Connector, Context, Cursor, Descriptor, Error, ErrorKind, Grant, Page, PatientRef, Query,
    Step, Turn,
};
use backpack_core::SecretBytes;

use crate::files::Files;
use crate::paths;
use crate::people::{self, FoundPerson, People};

/// The patient of a grant for files of many people, or of nobody.
const ANYBODY: &str = "anybody";

/// Reads FHIR Bundles, NDJSON and single resources from files and folders.
///
/// Every file is one query; a second sync reads it again, so that what stayed is counted as unchanged.
/// The portal, and so the source of its records, is the set of paths it was made for: the same paths meet the same
/// connection again. A host that wants another source gives it a name with [`with_portal`](Self::with_portal):
/// records with the same type and id are one record within a source, and never across two.
///
/// As made it takes everything, whomever it concerns (`many_patients`); [`people`](Self::people) tells who is in the
/// files and gives a connector for each.
#[derive(Clone)]
pub struct FileConnector {
    files: Arc<Files>,
    portal: String,
    name: String,
    person: Option<FoundPerson>,
}

impl FileConnector {
    /// Returns a connector for everything in these files and folders.
    #[must_use]
    pub fn new<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Self {
        let roots: Vec<PathBuf> = paths.into_iter().map(Into::into).collect();
        let portal = paths::portal_of(&roots);
        Self { files: Arc::new(Files::new(roots)), portal, name: "Files".to_owned(), person: None }
    }

    /// Sets the identity of the source, by which a later import meets the same connection.
    #[must_use]
    pub fn with_portal(mut self, portal: impl Into<String>) -> Self {
        self.portal = portal.into();
        self
    }

    /// Sets the name for people.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Looks through the files and says who is in them. Dropping the future ends the look.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if a path does not exist, [`ErrorKind::Local`] if a file cannot be read,
    /// [`ErrorKind::Cancelled`].
    pub async fn people(&self, context: &Context) -> Result<People, Error> {
        let files = Arc::clone(&self.files);
        let mut people = blocking(context, move |context| people::find(&files, context)).await?;
        people.source = (self.portal.clone(), self.name.clone());
        Ok(people)
    }

    pub(crate) fn narrowed(files: &Arc<Files>, source: &(String, String), person: FoundPerson) -> Self {
        let (portal, name) = source.clone();
        Self { files: Arc::clone(files), portal, name, person: Some(person) }
    }

    fn holds_many(&self) -> bool {
        self.person.as_ref().is_none_or(|person| person.patient.is_none())
    }

    /// A connector for one person serves no other, though both have the same portal.
    fn check(&self, grant: &Grant, operation: &'static str) -> Result<(), Error> {
        if grant.patient.id == self.patient().id {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Config("the files are opened for another person"), operation))
    }

    fn patient(&self) -> PatientRef {
        let Some(person) = &self.person else { return PatientRef::new(ANYBODY) };
        let patient = PatientRef::new(person.patient.as_deref().unwrap_or(ANYBODY));
        match &person.name {
            Some(name) => patient.with_name(name),
            None => patient,
        }
    }
}

impl fmt::Debug for FileConnector {
    /// Names no file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileConnector").field("portal", &self.portal).finish_non_exhaustive()
    }
}

#[async_trait]
impl Connector for FileConnector {
    fn descriptor(&self) -> Descriptor {
        Descriptor::new("files", &self.portal, &self.name).with_capabilities(Capabilities {
            deletions: true,
            many_patients: self.holds_many(),
            ..Capabilities::default()
        })
    }

    async fn authorize(&self, context: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        let Turn::Begin = turn else {
            return Err(Error::new(ErrorKind::WrongAnswer("files ask nothing"), "authorize"));
        };
        let files = Arc::clone(&self.files);
        blocking(context, move |_| files.walk()).await?;
        Ok(Step::Done(vec![Grant::new(self.patient(), SecretBytes::new(Vec::new()))]))
    }

    async fn plan(&self, context: &Context, grant: &Grant) -> Result<Vec<Query>, Error> {
        self.check(grant, "plan")?;
        let files = Arc::clone(&self.files);
        let found = blocking(context, move |_| files.walk()).await?;
        let own: Option<HashSet<&String>> = self.person.as_ref().map(|person| person.files.iter().collect());
        let queries = found.iter().filter(|file| own.as_ref().is_none_or(|own| own.contains(&file.id)));
        Ok(queries.map(|file| Query::new(&file.id, &file.label)).collect())
    }

    async fn pull(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        self.check(grant, "pull")?;
        let (files, person) = (Arc::clone(&self.files), self.person.clone());
        let (query, cursor) = (query.id.clone(), cursor.cloned());
        blocking(context, move |context| files.page(&query, cursor.as_ref(), person.as_ref(), context)).await
    }
}

/// Reads files on a thread where that may take time.
async fn blocking<T: Send + 'static>(
    context: &Context,
    work: impl FnOnce(&Context) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let context = context.clone();
    let done = tokio::task::spawn_blocking(move || work(&context)).await;
    done.unwrap_or_else(|cause| Err(Error::new(ErrorKind::Local, "read files").with_source(cause)))
}
