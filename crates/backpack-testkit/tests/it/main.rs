//! The kit's own tests: its checks pass on what is right, and fail on what is wrong.

mod connector;
mod client;
mod people;
mod portal;
mod portal_search;
mod portal_faults;
mod portal_auth;
mod store;
mod store_blobs;
mod store_flaws;
mod store_faults;
mod store_copy;
