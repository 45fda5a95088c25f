//! The connector at the demo portal of every row of the dialects: who keeps to a row gets everything, twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use backpack::connect::{
    Answer, Connector as _, ConnectorExt as _, Context, Cursor, Grant, Item, Outcome, Prompt, Query, Step,
    Turn,
};
use backpack::core::SecretText;
use backpack::smart::dialect::ClientAuthentication;
use backpack::smart::{Dialect, Dialects, SmartConnector, SmartOptions};
use backpack_testkit::portal::Client;
use backpack_testkit::{VirtualClock, run};

use crate::world::{Clinic, transport};

/// Some portals take claimed https addresses alone.
const BACK: &str = "https://app.example/back";
const SECRET: &str = "a secret of this app";

/// The types whose records come by searches that a row limits to parts of them.
const BY_PARTS: [&str; 2] = ["Observation", "CarePlan"];

#[test]
fn every_row_brings_everything_from_its_own_portal() {
    run(async {
        let mut wrong = Vec::new();
        for row in Dialects::built_in().rows() {
            wrong.extend(wrong_of(row).await.into_iter().map(|what| format!("{}: {what}", row.name)));
        }
        assert_eq!(wrong, [] as [String; 0]);
    });
}

/// Says what is wrong with a sync at a portal of this row.
async fn wrong_of(row: &Dialect) -> Vec<String> {
    let clock = VirtualClock::auto();
    let is_confidential = row.tokens.authentication.contains(&ClientAuthentication::ClientSecretBasic);
    let clinic = Clinic::with(&clock, |options| {
        options.dialect = row.clone();
        options.redirects.push(BACK.to_owned());
        options.page_limit = 20;
        if is_confidential {
            options.client = Client::Secret(SECRET.to_owned());
        }
    })
    .await;
    let mut options = SmartOptions::new(clinic.portal.fhir_base(), clinic.portal.client_id())
        .with_redirect_uri(BACK)
        .with_dialect(row.clone());
    if is_confidential {
        options = options.with_client_secret(SecretText::new(SECRET.to_owned()));
    }
    let connector = SmartConnector::new(options).unwrap();
    let context = Context::new(transport(), Arc::new(clock));
    let grant = match sign_in(&clinic, &connector, &context).await {
        Ok(grant) => grant,
        Err(why) => return vec![why],
    };
    let queries = connector.plan(&context, &grant).await.unwrap();
    let mut wrong = Vec::new();
    let (mut found, mut cursors) = (BTreeSet::new(), BTreeMap::new());
    for query in queries.iter().filter(|query| !query.follows) {
        let cursor = ask(&connector, &context, &grant, query, None, &mut found, &mut wrong).await;
        cursors.insert(query.id.clone(), cursor);
    }
    for kind in clinic.types() {
        let planned = queries.iter().any(|query| query.id.split('?').next() == Some(kind.as_str()));
        // A row that asks for few scopes does without the other types.
        let was_asked = row.scopes.types.iter().any(|asked| *asked == kind || asked == "*");
        let held = clinic.references(&kind);
        let missing = held.iter().filter(|name| !found.contains(*name)).count();
        let is_part = BY_PARTS.contains(&kind.as_str()) || row.plan.searches.contains_key(&kind);
        if planned && was_asked && (missing == held.len() || missing > 0 && !is_part) {
            wrong.push(format!("{missing} of {} {kind} are missing", held.len()));
        }
    }
    // The second time everything is asked from where the first one ended.
    for query in queries.iter().filter(|query| !query.follows) {
        let cursor = cursors.remove(&query.id).flatten();
        ask(&connector, &context, &grant, query, cursor, &mut BTreeSet::new(), &mut wrong).await;
    }
    wrong
}

async fn sign_in(clinic: &Clinic, connector: &SmartConnector, context: &Context) -> Result<Grant, String> {
    let mut step = connector.authorize(context, Turn::Begin).await;
    loop {
        let (page, pending) = match step.map_err(|error| error.to_string())? {
            Step::Ask(Prompt::Open(page), pending) => (page, pending),
            Step::Done(mut grants) => return Ok(grants.remove(0)),
            other => return Err(format!("{other:?}")),
        };
        let back = clinic.portal.allow(page.as_str(), clinic.person.patient_id());
        let answer = Answer::Redirect(back.ok_or("the portal sends nobody back")?.into());
        step = connector.authorize(context, Turn::Resume(&pending, answer)).await;
    }
}

async fn ask(
    connector: &SmartConnector,
    context: &Context,
    grant: &Grant,
    query: &Query,
    cursor: Option<Cursor>,
    found: &mut BTreeSet<String>,
    wrong: &mut Vec<String>,
) -> Option<Cursor> {
    let (items, cursor, outcome) = match connector.pull_all(context, grant, query, cursor).await {
        Ok(pulled) => pulled,
        Err(error) => {
            wrong.push(format!("{}: {error}", query.id));
            return None;
        }
    };
    let fits =
        matches!(outcome, Outcome::Done | Outcome::Empty | Outcome::NotSupported | Outcome::NotGranted);
    if !fits {
        wrong.push(format!("{}: {outcome:?}", query.id));
    }
    for item in items {
        let Item::Put(put) = item else { continue };
        wrong.extend(put.doubt.map(|doubt| format!("{}: {doubt}", query.id)));
        let body: serde_json::Value = serde_json::from_slice(&put.body).unwrap();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        found.insert(format!("{}/{}", text("resourceType"), text("id")));
    }
    cursor
}
