//! The examination of a portal: what is looked at after the sign-in, and how it is told.

pub mod checks;
pub mod data;
pub mod demo;
pub mod patient;
pub mod tell;
