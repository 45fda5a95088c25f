//! Whether an app can connect to a portal.

/// Says whether an app can connect to a portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Support {
    /// Nobody has looked yet, or somebody is looking.
    #[default]
    Checking,
    /// It can be connected.
    Supported,
    /// It cannot be connected; says why, in plain words for the person.
    Unsupported(String),
}
