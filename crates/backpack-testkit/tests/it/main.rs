//! The kit's own tests: its checks pass on what is right, and fail on what is wrong.

mod client;
mod portal;
mod store;
