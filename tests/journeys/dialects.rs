//! Every row of the table of dialects, from the facade to the disk: connect, sync, sync again, refresh, leave.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use backpack::connect::{Answer, Connector, Prompt};
use backpack::core::{ConnectionId, SecretText};
use backpack::keep::Disposal;
use backpack::smart::dialect::{ClientAuthentication, Offered, Redirects};
use backpack::smart::{Dialect, Dialects, SmartConnector, SmartOptions};
use backpack::sync::{Revocation, SyncReport};
use backpack::{Account, Backpack, Filter, Person, SignIn, Storage};
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use backpack_testkit::portal::{Client, DemoPortal, PortalOptions};
use backpack_testkit::run;

use crate::world::{CALLBACK, Home, sync, unlock};

/// Where an app with a claimed https address is called back to.
const CLAIMED: &str = "https://app.example/back";

/// A portal that speaks a row, and a Backpack connected to it.
struct Visit {
    home: Home,
    portal: DemoPortal,
    person: Invented,
    backpack: Backpack,
    connection: ConnectionId,
}

#[test]
fn every_row_brings_what_its_portal_gives_and_nothing_twice() {
    run(async {
        for row in Dialects::built_in().rows() {
            let visit = Visit::to(row).await;
            let first = visit.sync().await;
            visit.check_first(row, &first);
            // Nothing changed: whatever the portal sends again, nothing is new.
            visit.home.clock.advance(Duration::from_secs(3_600));
            let again = visit.sync_with_a_grant(row).await;
            assert_eq!(
                (again.new, again.changed, again.refused_person),
                (0, 0, 0),
                "{}: {again:?}",
                row.name
            );
            assert_eq!(visit.kept(), first.new, "{}", row.name);
        }
    });
}

#[test]
fn every_row_can_be_left_again() {
    run(async {
        for row in Dialects::built_in().rows() {
            let visit = Visit::to(row).await;
            let left = visit.backpack.disconnect(visit.connection, Disposal::Delete).await.unwrap();
            let claimed = row.tokens.revocation == backpack::smart::dialect::Revocation::Claimed;
            let ended = matches!(left.revocation, Revocation::Done);
            let not_offered = matches!(left.revocation, Revocation::NotOffered);
            assert!(if claimed { ended } else { not_offered }, "{}: {:?}", row.name, left.revocation);
            assert_eq!(visit.kept(), 0, "{}", row.name);
        }
    });
}

impl Visit {
    async fn to(row: &Dialect) -> Self {
        let home = Home::new();
        let person = Invented::from_seed(7, PeopleOptions::with_resources(PeopleOptions::LEAST));
        let other = Invented::from_seed(8, PeopleOptions::with_resources(PeopleOptions::LEAST));
        let options = PortalOptions::people(vec![person.clone(), other])
            .clock(Arc::new(home.clock.clone()))
            .client(if takes_public(row) { Client::Public } else { Client::Secret("a secret".to_owned()) })
            .returning_to(CLAIMED)
            .speaking(row.clone());
        let portal = DemoPortal::start(options).await.unwrap();
        let storage = Storage::in_memory(Arc::new(home.clock.clone()));
        let account = Account::create_on(storage, unlock(), home.options.clone()).await.unwrap();
        let named = Person::new(person.name()).born(person.birth_date());
        let backpack = account.add_backpack(named).await.unwrap();
        let connection = sign_in(&backpack, connector(row, &portal), &portal, &person).await;
        Self { home, portal, person, backpack, connection }
    }

    async fn sync(&self) -> SyncReport {
        sync(&self.backpack, self.connection).await.unwrap()
    }

    /// Syncs a day later: where nothing is refreshed, the person signs in once more.
    async fn sync_with_a_grant(&self, row: &Dialect) -> SyncReport {
        match sync(&self.backpack, self.connection).await {
            Ok(report) if !report.needs_sign_in => report,
            _ => {
                assert_ne!(row.tokens.refresh.offered, Offered::Everyone, "{} refreshes", row.name);
                let again = self.backpack.reconnect(self.connection).await.unwrap();
                let renewed = answer(&self.backpack, again, &self.portal, &self.person).await;
                assert_eq!(renewed, self.connection, "{}", row.name);
                self.sync().await
            }
        }
    }

    /// Everything of the types that the row asks for is here, and nothing of anybody else.
    fn check_first(&self, row: &Dialect, report: &SyncReport) {
        let name = &row.name;
        assert_eq!((report.refused_person, report.quarantined), (0, 0), "{name}: {report:?}");
        let odd: Vec<_> = report
            .queries
            .iter()
            .filter(|query| !["done", "empty", "not_supported", "not_granted"].contains(&query.outcome))
            .collect();
        assert!(odd.is_empty(), "{name}: {odd:#?}");
        assert!(report.complete, "{name}: {report:?}");
        let asked: BTreeSet<&str> = report
            .queries
            .iter()
            .filter(|query| query.outcome == "done" && query.id != "references")
            .map(|query| query.id.split('?').next().unwrap_or_default())
            .collect();
        assert!(asked.contains("Patient") || !row.plan.only.is_empty(), "{name} asks for the patient");
        assert!(report.new > 0, "{name}: {report:?}");
        let kept = self.backpack.find(&Filter::new().limit(10_000));
        let ids: BTreeSet<String> = kept
            .records
            .iter()
            .filter_map(|record| {
                let header = &record.header;
                Some(format!("{}/{}", header.resource_type, header.id.as_ref()?))
            })
            .collect();
        for kind in asked.iter().filter(|kind| whole(row, kind)) {
            let held = self.portal.edit(|records| records.references(self.person.patient_id(), kind));
            let missing: Vec<_> = held.iter().filter(|name| !ids.contains(*name)).collect();
            assert!(missing.is_empty(), "{name} misses of {kind}: {missing:?}");
        }
    }

    fn kept(&self) -> u64 {
        self.backpack.find(&Filter::new()).total as u64
    }
}

/// Says whether the row's searches of a type bring all of it: a row with searches of its own may ask for a part.
fn whole(row: &Dialect, kind: &str) -> bool {
    let own = row.plan.searches.get(kind);
    own.is_none_or(|searches| searches.iter().any(|search| search.with.is_empty()))
}

fn takes_public(row: &Dialect) -> bool {
    let methods = &row.tokens.authentication;
    methods.is_empty() || methods.contains(&ClientAuthentication::None)
}

fn connector(row: &Dialect, portal: &DemoPortal) -> Arc<dyn Connector> {
    let redirect = if row.authorization.redirects == Redirects::Https { CLAIMED } else { CALLBACK };
    let options = SmartOptions::new(portal.fhir_base(), portal.client_id())
        .with_redirect_uri(redirect)
        .with_dialect(row.clone());
    let secret = SecretText::new("a secret".to_owned());
    let options = if takes_public(row) { options } else { options.with_client_secret(secret) };
    Arc::new(SmartConnector::new(options).unwrap())
}

async fn sign_in(
    backpack: &Backpack,
    connector: Arc<dyn Connector>,
    portal: &DemoPortal,
    person: &Invented,
) -> ConnectionId {
    let step = backpack.connect(connector).await.unwrap();
    answer(backpack, step, portal, person).await
}

/// Signs in as the person does, as often as the portal asks.
async fn answer(
    backpack: &Backpack,
    mut step: SignIn,
    portal: &DemoPortal,
    person: &Invented,
) -> ConnectionId {
    loop {
        match step {
            SignIn::Done(connections) => return connections[0],
            SignIn::Ask { attempt, prompt: Prompt::Open(page), .. } => {
                let back = portal.allow(page.as_str(), person.patient_id()).unwrap();
                step = backpack.answer(attempt, Answer::Redirect(back.as_str().into())).await.unwrap();
            }
            other => panic!("the sign-in asks for more: {other:?}"),
        }
    }
}
