//! The scripted connector keeps the contract, and the checks find a connector that does not.

use async_trait::async_trait;
use backpack_connect::{Answer, Capabilities, Connector, Item, Link, Prompt, Query};
use backpack_core::SecretText;
use backpack_testkit::connector::{ConnectorSubject, ScriptedConnector};
use bytes::Bytes;

struct Scripted(ScriptedConnector);

#[async_trait]
impl ConnectorSubject for Scripted {
    fn connector(&self) -> &dyn Connector {
        &self.0
    }

    async fn answer(&self, _: &Prompt) -> Option<Answer> {
        Some(Answer::Redirect(SecretText::from("https://app.invalid/back?code=1")))
    }

    fn bodies(&self) -> Option<Vec<Bytes>> {
        Some((0..25).map(body).collect())
    }

    fn link(&self) -> Option<(Link, Bytes)> {
        Some((Link::new("Binary/1", None), Bytes::from_static(b"twelve bytes")))
    }

    async fn change(&self) -> bool {
        self.0.add("Observation", Item::json(body(25)));
        true
    }
}

fn body(number: u32) -> Bytes {
    format!(r#"{{"resourceType":"Observation","id":"{number}"}}"#).into()
}

fn script() -> ScriptedConnector {
    ScriptedConnector::new()
        .with_query(Query::new("Observation", "observations"), (0..25).map(|number| Item::json(body(number))))
        .with_query(Query::new("Goal", "goals"), [])
        .with_file("Binary/1", "text/plain", "twelve bytes")
}

mod scripted {
    async fn subject() -> super::Scripted {
        super::Scripted(super::script())
    }
    backpack_testkit::connector_conformance!(subject);
}

mod scripted_asking {
    async fn subject() -> super::Scripted {
        super::Scripted(super::script().asking())
    }
    backpack_testkit::connector_conformance!(subject);
}

mod scripted_claiming_nothing {
    async fn subject() -> super::Scripted {
        super::Scripted(super::script().claiming(super::Capabilities::default()))
    }
    backpack_testkit::connector_conformance!(subject);
}

/// A check that cannot fail is worth nothing: each of these subjects breaks one must-line.
mod broken {
    use super::{Capabilities, Item, Query, Scripted, body, script};
    use backpack_connect::{Gone, PatientRef};
    use backpack_testkit::{connector, run};

    #[test]
    #[should_panic(expected = "two grants are for one patient")]
    fn doubled_patients_are_found() {
        let twice = [PatientRef::new("a"), PatientRef::new("a")];
        run(connector::sign_in_ends_in_grants(&Scripted(script().for_patients(twice))));
    }

    #[test]
    #[should_panic(expected = "a query is named twice")]
    fn doubled_queries_are_found() {
        let twice = script().with_query(Query::new("Goal", "goals"), []);
        run(connector::plan_is_stable(&Scripted(twice)));
    }

    #[test]
    #[should_panic(expected = "the number of bodies differs")]
    fn missing_bodies_are_found() {
        let more = script().with_query(Query::new("Extra", "more"), [Item::json(body(99))]);
        run(connector::bodies_are_verbatim(&Scripted(more)));
    }

    #[test]
    #[should_panic(expected = "`deletions` is not claimed")]
    fn unclaimed_deletions_are_found() {
        let gone = Item::Gone(Gone::new("Goal", "1"));
        let deleting = script().with_query(Query::new("Extra", "more"), [gone]);
        run(connector::capabilities_are_true(&Scripted(deleting.claiming(Capabilities::default()))));
    }

    #[test]
    #[should_panic(expected = "the portal is empty")]
    fn empty_portals_are_found() {
        run(connector::descriptor_is_stable(&Scripted(script().at(""))));
    }
}
