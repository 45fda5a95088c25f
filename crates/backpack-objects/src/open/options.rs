//! What a host app says about a storage.

use std::time::Duration;

use backpack_core::SecretText;
use url::Url;

/// What a host app says about a storage. The defaults are the safe ones.
#[derive(Debug)]
#[non_exhaustive]
pub struct ObjectOptions {
    /// Where the storage is asked; the provider's own address by default. Azure's names the account, too.
    pub endpoint: Option<Url>,
    /// The region of an S3 bucket; `us-east-1` by default.
    pub region: Option<String>,
    /// How requests prove who they come from; not at all by default.
    pub credentials: ObjectCredentials,
    /// Whether the endpoint of an S3 storage names the bucket in its host; in the path by default.
    pub bucket_in_host: bool,
    /// Whether plain http is allowed to any host, and not to this machine alone. What is stored is sealed; what proves who
    /// asks, and which objects are asked for, is then readable on the way.
    pub plain_http: bool,
    /// The time to connect, TLS included. 10 s by default.
    pub connect_time: Duration,
    /// The longest silence of a server, before its head or in the middle of a body. 30 s by default.
    pub idle_time: Duration,
}

impl Default for ObjectOptions {
    fn default() -> Self {
        Self {
            endpoint: None,
            region: None,
            credentials: ObjectCredentials::Anonymous,
            bucket_in_host: false,
            plain_http: false,
            connect_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(30),
        }
    }
}

impl ObjectOptions {
    /// Returns the default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets where the storage is asked.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: Url) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// Sets the region of an S3 bucket.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets how requests prove who they come from.
    #[must_use]
    pub fn with_credentials(mut self, credentials: ObjectCredentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets the time to connect and the longest silence.
    #[must_use]
    pub fn with_times(mut self, connect: Duration, idle: Duration) -> Self {
        self.connect_time = connect;
        self.idle_time = idle;
        self
    }

    /// Allows plain http to any host.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }
}

/// How requests to a storage prove who they come from. `Debug` shows no secret; each is wiped when dropped, but for the copies
/// that the open storage keeps to sign with.
#[derive(Debug)]
#[non_exhaustive]
pub enum ObjectCredentials {
    /// Not at all: for servers that ask for nothing. S3 and Google Cloud Storage.
    Anonymous,
    /// An access key of S3, with the token of a session if it is a temporary one.
    AccessKey {
        /// The key's id.
        id: String,
        /// The secret half.
        secret: SecretText,
        /// The session's token.
        session: Option<SecretText>,
    },
    /// A service account of Google Cloud Storage: its key file's JSON.
    ServiceAccount(SecretText),
    /// The key of an Azure storage account, in base64.
    AccountKey {
        /// The account's name.
        account: String,
        /// The key.
        key: SecretText,
    },
    /// A shared access signature of Azure: its query string.
    SharedAccess {
        /// The account's name.
        account: String,
        /// The query string.
        signature: SecretText,
    },
    /// An access token that the host app got elsewhere, and that ends with its time. Google Cloud Storage and Azure.
    Bearer {
        /// The name of the Azure storage account; empty for Google Cloud Storage.
        account: String,
        /// The token.
        token: SecretText,
    },
}
