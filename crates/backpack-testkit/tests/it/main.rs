//! The kit's own tests: its checks pass on what is right, and fail on what is wrong.

mod client;
mod connector;
mod people;
mod portal;
mod portal_auth;
mod portal_faults;
mod portal_search;
mod store;
mod store_blobs;
mod store_copy;
mod store_faults;
mod store_flaws;
