//! The contract's checks.

use std::sync::Arc;

use backpack_testkit::store::Subject;

use crate::support::connect;

mod one_connection {
    use super::*;

    backpack_testkit::store_conformance!(async || subject(1).await);
}

mod many_connections {
    use super::*;

    backpack_testkit::store_conformance!(async || subject(8).await);
}

async fn subject(connections: usize) -> Option<Subject> {
    let postgres = connect(connections).await?;
    Some(Subject::new(Arc::new(postgres.store())).keeping(postgres))
}
