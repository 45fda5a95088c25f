//! The transport contract on reqwest, hardened; the loopback redirect listener.
