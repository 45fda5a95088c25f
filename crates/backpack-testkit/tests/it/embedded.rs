//! The checks of an embedded store, on one that has nothing wrong with it.

use crate::embedded_toy::Toy;

backpack_testkit::embedded_store_conformance!(Toy::sound());
