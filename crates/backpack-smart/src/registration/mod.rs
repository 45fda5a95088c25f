//! How an app registers itself: once for an install and a server (RFC 7591), or for each connection with a key of its
//! own, where a portal gives lasting access to nobody else.

mod error;
mod open;
mod protected;
mod registered;
mod request;

pub use error::RegistrationError;
pub use open::{register, unregister};
pub(crate) use protected::{end_own_client, own_key, register_own_client, token_of_own_client};
pub use registered::Registered;
pub use request::RegistrationRequest;
