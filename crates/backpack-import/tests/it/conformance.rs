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

/// A connector for one person alone keeps it as well.
mod of_one_person {
    use bytes::Bytes;

    use super::{BUNDLE, Subject};
    use crate::support::{Folder, context};

    const OTHER: &str = r#"{"resourceType":"Goal","subject":{"reference":"Patient/bo"}}"#;

    async fn subject() -> Subject {
        let folder = Folder::new(&[("bundle.json", BUNDLE), ("other.json", OTHER)]);
        let people = folder.connector().people(&context()).await.unwrap();
        let bodies = [
            r#"{"resourceType":"Patient","id":"ann"}"#,
            r#"{"resourceType":"Goal","id":"g","subject":{"reference":"urn:uuid:1"}}"#,
        ];
        let connector = people.connector(people.found.first().unwrap());
        Subject { connector, bodies: bodies.map(Bytes::from).to_vec(), _folder: folder }
    }

    backpack_testkit::connector_conformance!(subject);
}
