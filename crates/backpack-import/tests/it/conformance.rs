//! The file connector keeps the connector contract.

use backpack_connect::Connector;
use backpack_import::FileConnector;
use backpack_testkit::connector::ConnectorSubject;
use bytes::Bytes;

use crate::support::Folder;

const BUNDLE: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"ann"}},
    {"fullUrl":"urn:uuid:2","resource": {"resourceType":"Goal","id":"g","subject":{"reference":"urn:uuid:1"}} }]}"#;

struct Subject {
    connector: FileConnector,
    bodies: Vec<Bytes>,
    _folder: Folder,
}

impl ConnectorSubject for Subject {
    fn connector(&self) -> &dyn Connector {
        &self.connector
    }

    fn bodies(&self) -> Option<Vec<Bytes>> {
        Some(self.bodies.clone())
    }
}

async fn subject() -> Subject {
    let lines: Vec<String> =
        (0..4_500).map(|n| format!(r#"{{"resourceType":"Observation","id":"{n}"}}"#)).collect();
    let folder = Folder::new(&[("bundle.json", BUNDLE), ("spoilt.json", "{,}"), ("empty.json", " ")]);
    folder.write("deep/labs.ndjson", lines.join("\n").as_bytes());
    let mut bodies: Vec<Bytes> = lines.into_iter().map(Bytes::from).collect();
    bodies.extend([
        Bytes::from(r#"{"resourceType":"Patient","id":"ann"}"#),
        Bytes::from(r#"{"resourceType":"Goal","id":"g","subject":{"reference":"urn:uuid:1"}}"#),
        Bytes::from("{,}"),
    ]);
    Subject { connector: folder.connector(), bodies, _folder: folder }
}

backpack_testkit::connector_conformance!(subject);
