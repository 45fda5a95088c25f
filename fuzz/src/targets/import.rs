//! The door for files: whatever a person picks.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use backpack_connect::{
    Connector as _, Context, Error, ErrorKind, Next, Request, Response, Step, Transport, Turn,
};
use backpack_import::FileConnector;
use tempfile::TempDir;

use super::{StillClock, run};

/// The first byte chooses the name's end; the rest is the file.
pub(crate) fn file(data: &[u8]) {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder can be made"));
    let name = match data.first() {
        Some(b'\n') => "file.ndjson",
        Some(b'<') => "file.xml",
        _ => "file.json",
    };
    let path = folder.path().join(name);
    std::fs::write(&path, data).expect("the file can be written");
    let context = Context::new(Arc::new(NoNetwork), Arc::new(StillClock));
    run(async {
        let connector = FileConnector::new([path]);
        drop(connector.people(&context).await);
        let Ok(Step::Done(grants)) = connector.authorize(&context, Turn::Begin).await else { return };
        for grant in &grants {
            let Ok(queries) = connector.plan(&context, grant).await else { continue };
            for query in queries.iter().take(4) {
                let mut cursor = None;
                // A file of this size has few pages; one that never ends is a find, by its time.
                while let Ok(page) = connector.pull(&context, grant, query, cursor.as_ref()).await {
                    match page.next {
                        Next::More(next) => cursor = Some(next),
                        _ => break,
                    }
                }
            }
        }
    });
}

#[derive(Debug)]
struct NoNetwork;

#[async_trait]
impl Transport for NoNetwork {
    async fn send(&self, _: Request) -> Result<Response, Error> {
        Err(Error::new(ErrorKind::Unreachable, "send request"))
    }
}
