//! The contracts of key files and anchors, checked on folders.

use std::sync::Arc;

use backpack_files::{FolderAnchors, FolderKeyFile};
use backpack_testkit::places::{AnchorSubject, KeyFileSubject};

mod key_file {
    use super::{Arc, FolderKeyFile, KeyFileSubject};

    backpack_testkit::key_file_conformance!(async || {
        let folder = tempfile::tempdir().unwrap();
        let key_file = FolderKeyFile::new(folder.path().join("keys.bpk"));
        KeyFileSubject::new(Arc::new(key_file.clone())).also_through(Arc::new(key_file)).keeping(folder)
    });
}

mod anchors {
    use super::{AnchorSubject, Arc, FolderAnchors};

    backpack_testkit::anchor_conformance!(async || {
        let folder = tempfile::tempdir().unwrap();
        AnchorSubject::new(Arc::new(FolderAnchors::new(folder.path().join("anchors")))).keeping(folder)
    });
}
