//! The checks of an embedded store.

use crate::support::RedbUnderTest;

backpack_testkit::embedded_store_conformance!(RedbUnderTest);
