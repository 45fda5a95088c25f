//! Where everything lies: the database, the files, the key service.

use std::env;
use std::path::Path;
use std::sync::Arc;

use backpack::Options;
use backpack::hosting::{Hosting, HostingOptions, Places, PlacesOptions, StoreUrl};
use backpack::key_service::{FolderKeyService, KeyService, MemoryKeyService};
use backpack::postgres::{Postgres, PostgresOptions};

/// Where an example keeps what does not go into the database.
pub(crate) const FOLDER: &str = "backpack-hosted";
const SCHEMA_OWNER: &str = "BACKPACK_POSTGRES";
const APPLICATION: &str = "BACKPACK_POSTGRES_APP";
/// What open Backpacks may take of this process's memory.
const MEMORY_BYTES: usize = 64 << 20;

/// Opens the places that the environment names, and makes a host of them. Libraries never read the environment; apps may.
pub(crate) async fn open() -> anyhow::Result<Hosting> {
    let options = Options::new()?;
    let places_options = PlacesOptions::new(Arc::clone(&options.clock));
    let (places, key_service): (Places, Arc<dyn KeyService>) = match env::var(APPLICATION) {
        Ok(application) => {
            if let Ok(owner) = env::var(SCHEMA_OWNER) {
                migrate(&owner, &application).await?;
            }
            let files = Path::new(FOLDER).join("files");
            std::fs::create_dir_all(&files)?;
            let files = format!("file://{}", files.canonicalize()?.display());
            let url = StoreUrl::parse(&application)?.with_files(&files)?;
            println!(
                "Hosting on PostgreSQL; the files are in ./{FOLDER}/files, the master keys in ./{FOLDER}/keys."
            );
            (Places::open(&url, &places_options).await?, Arc::new(key_service().await?))
        }
        Err(_) => {
            println!("{APPLICATION} names no database: everything is in memory, and gone at the end.");
            println!("To try it on a PostgreSQL of its own:");
            println!("  tests/servers/run cargo run --example hosted --features hosted -- --try\n");
            let places = Places::open(&StoreUrl::parse("memory:")?, &places_options).await?;
            (places, Arc::new(MemoryKeyService::new("example in memory")?))
        }
    };
    let options = HostingOptions::new(options).with_memory_bytes(MEMORY_BYTES);
    Ok(Hosting::new(places, key_service, options))
}

/// Makes the tables, and lets the application's role use them. A deployment does this once, before a new version starts.
async fn migrate(owner: &str, application: &str) -> anyhow::Result<()> {
    let mut options = PostgresOptions::new(owner)?;
    let role = application.split_once("://").and_then(|(_, rest)| rest.split_once([':', '@']));
    if let Some((role, _)) = role {
        options = options.application_role(role);
    }
    Ok(Postgres::migrate(options).await?)
}

/// A deployment has a cloud's key management here, or a vault: whoever has this folder and the database has everything.
async fn key_service() -> anyhow::Result<FolderKeyService> {
    let folder = Path::new(FOLDER).join("keys");
    if folder.exists() {
        return Ok(FolderKeyService::open(folder).await?);
    }
    Ok(FolderKeyService::create(folder, "example in a folder").await?)
}
