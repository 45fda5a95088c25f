//! The kit's own tests: its checks pass on what is right, and fail on what is wrong.

mod connector;
mod client;
mod portal;
mod people;
mod portal_auth;
mod portal_faults;
mod portal_search;
mod store;
mod store_flaws;
mod store_faults;
mod store_copy;
