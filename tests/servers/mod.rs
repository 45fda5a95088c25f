//! Whole journeys on the real servers that `tests/servers/run` starts: PostgreSQL, and an S3 server for the files.

mod journey;
mod privacy;
mod processes;
mod sharing;

use std::env;
use std::path::Path;
use std::sync::Arc;

use backpack::Options;
use backpack::core::AccountId;
use backpack::hosting::{Places, PlacesOptions, StoreUrl};
use backpack::objects::{ObjectCredentials, ObjectOptions};
use backpack::postgres::{Postgres, PostgresOptions};

/// Where the files of an account lie that is in PostgreSQL.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Files {
    InAFolder,
    OnS3,
}

/// A place for accounts on the servers, and the address that leads another process to it.
pub(crate) struct Servers {
    pub(crate) places: Places,
    /// Where the files lie, for [`at`].
    pub(crate) files: String,
}

/// Opens a place on the servers, with no files in it yet; says why not where there are no servers.
pub(crate) async fn servers(files: Files, folder: &Path, options: &Options) -> Option<Servers> {
    let Some(owner) = variable("BACKPACK_POSTGRES") else {
        println!("skipped: BACKPACK_POSTGRES names no server; tests/servers/run starts one");
        return None;
    };
    let application = variable("BACKPACK_POSTGRES_APP").unwrap();
    let role = application.split_once("://").unwrap().1.split_once(':').unwrap().0.to_owned();
    Postgres::migrate(PostgresOptions::new(&owner).unwrap().application_role(role)).await.unwrap();
    let files = match files {
        Files::InAFolder => format!("file://{}", folder.join("files").display()),
        Files::OnS3 if variable("BACKPACK_S3").is_none() => {
            println!("skipped: BACKPACK_S3 names no S3 server; tests/servers/run starts one");
            return None;
        }
        Files::OnS3 => format!("s3://backpack/journey-{}", AccountId::random()),
    };
    Some(Servers { places: at(&files, options).await, files })
}

/// Opens the place on the servers whose files lie there.
pub(crate) async fn at(files: &str, options: &Options) -> Places {
    let application = variable("BACKPACK_POSTGRES_APP").unwrap();
    let url = StoreUrl::parse(&application).unwrap().with_files(files).unwrap();
    let places = PlacesOptions::new(Arc::clone(&options.clock)).with_objects(objects());
    Places::open(&url, &places).await.unwrap()
}

/// What opens the S3 server, if there is one.
pub(crate) fn objects() -> ObjectOptions {
    let Some(server) = variable("BACKPACK_S3") else { return ObjectOptions::new() };
    let (id, secret) = ("test".to_owned(), "test".to_owned().into());
    let credentials = ObjectCredentials::AccessKey { id, secret, session: None };
    ObjectOptions::new().with_endpoint(server.parse().unwrap()).with_credentials(credentials)
}

pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
