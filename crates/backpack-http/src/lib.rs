#![doc = include_str!("../README.md")]

mod address;
mod body;
mod error;
mod gate;
mod gunzip;
mod hop;
mod loopback;
mod options;
mod resolve;
mod tls;
mod transport;

pub use loopback::{LoopbackHost, LoopbackListener, LoopbackOptions};
pub use options::HttpOptions;
pub use transport::HttpTransport;
