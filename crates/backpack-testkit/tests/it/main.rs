//! The kit's own tests: its checks pass on what is right, and fail on what is wrong.

mod client;
mod client_auth;
mod connector;
mod dialect_rows;
mod dialect_search;
mod dialect_sign_in;
mod dialect_tokens;
mod dialect_walk;
mod faults_discovery;
mod faults_http;
mod faults_pages;
mod faults_sign_in;
mod id_token;
mod keys;
mod oddities;
mod people;
mod portal;
mod portal_auth;
mod portal_faults;
mod portal_search;
mod registration;
mod store;
mod store_blobs;
mod store_copy;
mod store_faults;
mod store_flaws;
