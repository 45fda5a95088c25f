//! The checks of an embedded store.

use crate::support::SledUnderTest;

backpack_testkit::embedded_store_conformance!(SledUnderTest);
