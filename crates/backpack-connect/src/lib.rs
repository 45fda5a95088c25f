#![doc = include_str!("../README.md")]

mod connector;
mod context;
mod error;
mod ext;
mod grant;
mod page;
mod query;
mod sign_in;
mod transport;

pub use connector::{Capabilities, Connector, Descriptor};
pub use context::{Context, Limits};
pub use error::{Error, ErrorKind};
pub use ext::ConnectorExt;
pub use grant::{Grant, PatientRef};
pub use page::{Download, Gone, Item, Link, Next, Outcome, Page, Put};
pub use query::{Cursor, Query};
pub use sign_in::{Answer, Field, FieldKind, Pending, Prompt, Step, Turn};
pub use transport::{Body, BodyStream, Credential, Redirects, Request, Response, Transport, TransportExt};

pub use async_trait::async_trait;
pub use http;
pub use url::Url;
