//! A folder to import from, and short ways to pull.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use backpack_connect::{
    Connector as _, ConnectorExt as _, Context, Cursor, Grant, Item, Outcome, Put, Step, Turn,
};
use backpack_import::FileConnector;
use backpack_testkit::VirtualClock;
use backpack_testkit::connector::NoTransport;
use bytes::Bytes;
use tempfile::TempDir;

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, content) in files {
            folder.write(name, content.as_bytes());
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn connector(&self) -> FileConnector {
        FileConnector::new([self.0.path()])
    }
}

pub(crate) fn context() -> Context {
    Context::new(Arc::new(NoTransport), Arc::new(VirtualClock::new()))
}

pub(crate) async fn grant(connector: &FileConnector) -> Grant {
    let Step::Done(mut grants) = connector.authorize(&context(), Turn::Begin).await.unwrap() else {
        unreachable!("files ask nothing")
    };
    grants.remove(0)
}

/// Pulls everything: for each query its label's last part, its items and its outcome.
pub(crate) async fn pull(connector: &FileConnector, context: &Context) -> Vec<(String, Vec<Item>, Outcome)> {
    let grant = grant(connector).await;
    let mut all = Vec::new();
    for query in connector.plan(context, &grant).await.unwrap() {
        let start: Option<Cursor> = None;
        let (items, cursor, outcome) = connector.pull_all(context, &grant, &query, start).await.unwrap();
        assert_eq!(cursor, None, "files are read anew by every import");
        all.push((query.label.rsplit('/').next().unwrap().to_owned(), items, outcome));
    }
    all
}

pub(crate) fn put(item: &Item) -> &Put {
    let Item::Put(put) = item else { unreachable!("a deletion") };
    put
}

pub(crate) fn bodies(items: &[Item]) -> Vec<Bytes> {
    items.iter().map(|item| put(item).body.clone()).collect()
}
