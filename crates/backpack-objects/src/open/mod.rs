//! Opens the storage that a URL names.

mod connect;
mod local;
mod options;
mod tls;
mod veiled;

use std::sync::Arc;

use backpack_files::Error;
use object_store::aws::AmazonS3Builder;
use object_store::azure::{AzureCredential, MicrosoftAzureBuilder};
use object_store::gcp::{GcpCredential, GoogleCloudStorageBuilder};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ObjectStore, RetryConfig, StaticCredentialProvider};
use url::{Host, Url};

use self::connect::Connector;
pub use self::options::{ObjectCredentials, ObjectOptions};
use self::veiled::Veiled;
use crate::trouble::{Cause, Trouble};

/// Opens the storage that `url` names; a path in it is put before every name.
///
/// | URL | storage |
/// |---|---|
/// | `s3://BUCKET/PATH` | Amazon S3, or what speaks like it at [`ObjectOptions::endpoint`] |
/// | `gs://BUCKET/PATH` | Google Cloud Storage |
/// | `az://CONTAINER/PATH`, `abfs://CONTAINER/PATH` | Azure Blob Storage |
/// | `file:///PATH` | a local folder, made if it is not there; what is written is synced to the disk |
/// | `memory:///` | memory; each is a new one |
///
/// The environment is never read: region, endpoint and credentials come from the options alone. Plain http is refused but for
/// this machine. Nothing is asked yet; a folder alone is made, which blocks for a moment.
///
/// # Errors
///
/// [`ErrorKind::Io`](backpack_files::ErrorKind::Io) if URL and options do not fit together, or TLS cannot be set up.
pub fn open(url: &Url, options: &ObjectOptions) -> Result<Arc<dyn ObjectStore>, Error> {
    let unfit = || Trouble::Lasting(Cause::Config).of_blob(OPERATION);
    let has_extras = url.query().is_some() || url.fragment().is_some();
    if !url.username().is_empty() || url.password().is_some() || has_extras {
        return Err(unfit());
    }
    if options.endpoint.as_ref().is_some_and(|endpoint| !may_ask(endpoint, options)) {
        return Err(unfit());
    }
    let path = match url.scheme() {
        "file" => Path::default(),
        _ => Path::from_url_path(url.path()).map_err(|_| unfit())?,
    };
    let bucket = url.host_str().filter(|bucket| !bucket.is_empty()).ok_or_else(unfit);
    match url.scheme() {
        "s3" => Ok(veiled(s3(bucket?, options)?, path)),
        "gs" => Ok(veiled(gcs(bucket?, options)?, path)),
        "az" | "abfs" => Ok(veiled(azure(bucket?, options)?, path)),
        "file" => Ok(veiled(local::open(&url.to_file_path().map_err(|()| unfit())?)?, path)),
        "memory" => Ok(veiled(InMemory::new(), path)),
        _ => Err(unfit()),
    }
}

const OPERATION: &str = "open storage";

/// Says whether a server may be asked: https, or plain http to this machine or where the host app allows it.
fn may_ask(url: &Url, options: &ObjectOptions) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.username().is_empty()
        && url.password().is_none()
        && match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_loopback || options.plain_http,
            _ => false,
        }
}

fn veiled(store: impl ObjectStore, path: Path) -> Arc<dyn ObjectStore> {
    let store = Veiled(Arc::new(store));
    if path.as_ref().is_empty() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, path)) }
}

fn s3(bucket: &str, options: &ObjectOptions) -> Result<impl ObjectStore, Error> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_http_connector(Connector::new(options)?)
        .with_retry(once())
        .with_virtual_hosted_style_request(options.bucket_in_host)
        // One request for each object is what every storage of this kind offers.
        .with_disable_bulk_delete(true);
    builder = match &options.credentials {
        ObjectCredentials::Anonymous => builder.with_skip_signature(true),
        ObjectCredentials::AccessKey { id, secret, session } => {
            let builder = builder.with_access_key_id(id).with_secret_access_key(secret.expose());
            session.iter().fold(builder, |builder, token| builder.with_token(token.expose()))
        }
        _ => return Err(Trouble::Lasting(Cause::Config).of_blob(OPERATION)),
    };
    if let Some(region) = &options.region {
        builder = builder.with_region(region);
    }
    if let Some(endpoint) = &options.endpoint {
        // What may be asked was decided above, and is decided again for every request.
        builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/')).with_allow_http(true);
    }
    builder.build().map_err(unopened)
}

fn gcs(bucket: &str, options: &ObjectOptions) -> Result<impl ObjectStore, Error> {
    let mut builder = GoogleCloudStorageBuilder::new()
        .with_bucket_name(bucket)
        .with_http_connector(Connector::new(options)?)
        .with_retry(once());
    // Without a provider the builder would look into the environment and the home folder.
    let fixed =
        |bearer: &str| Arc::new(StaticCredentialProvider::new(GcpCredential { bearer: bearer.to_owned() }));
    builder = match &options.credentials {
        ObjectCredentials::Anonymous => builder.with_credentials(fixed("")).with_skip_signature(true),
        ObjectCredentials::ServiceAccount(json) => builder.with_service_account_key(json.expose()),
        ObjectCredentials::Bearer { token, .. } => builder.with_credentials(fixed(token.expose())),
        _ => return Err(Trouble::Lasting(Cause::Config).of_blob(OPERATION)),
    };
    if let Some(endpoint) = &options.endpoint {
        builder = builder.with_base_url(endpoint.as_str().trim_end_matches('/'));
    }
    builder.build().map_err(unopened)
}

fn azure(container: &str, options: &ObjectOptions) -> Result<impl ObjectStore, Error> {
    let mut builder = MicrosoftAzureBuilder::new()
        .with_container_name(container)
        .with_http_connector(Connector::new(options)?)
        .with_retry(once());
    builder = match &options.credentials {
        ObjectCredentials::AccountKey { account, key } => {
            builder.with_account(account).with_access_key(key.expose())
        }
        ObjectCredentials::SharedAccess { account, signature } => {
            let pairs = url::form_urlencoded::parse(signature.expose().trim_start_matches('?').as_bytes());
            let pairs: Vec<(String, String)> = pairs.into_owned().collect();
            builder.with_account(account).with_sas_authorization(pairs)
        }
        ObjectCredentials::Bearer { account, token } => {
            let credential = AzureCredential::BearerToken(token.expose().to_owned());
            builder
                .with_account(account)
                .with_credentials(Arc::new(StaticCredentialProvider::new(credential)))
        }
        _ => return Err(Trouble::Lasting(Cause::Config).of_blob(OPERATION)),
    };
    if let Some(endpoint) = &options.endpoint {
        builder =
            builder.with_endpoint(endpoint.as_str().trim_end_matches('/').to_owned()).with_allow_http(true);
    }
    builder.build().map_err(unopened)
}

/// A request is made once here: what is made again is made anew above, signature and all.
fn once() -> RetryConfig {
    RetryConfig { backoff: BackoffConfig::default(), max_retries: 0, ..RetryConfig::default() }
}

/// Says that the options do not fit, and nothing of what they hold.
fn unopened(_: object_store::Error) -> Error {
    Trouble::Lasting(Cause::Config).of_blob(OPERATION)
}
