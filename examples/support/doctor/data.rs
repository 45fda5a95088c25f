//! What can be had from a portal: every query asked twice, the grant renewed, attachments opened.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use backpack::connect::{Connector as _, ConnectorExt as _, Error, ErrorKind, Item, Link, Outcome, Query};
use backpack::record::Header;

use super::patient::Patient;

/// The most attachments that are opened, and the largest.
const OPENED: usize = 5;
const LARGEST: u64 = 20 << 20;

/// What was found out about a portal.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Findings {
    /// Every query, in the order of asking.
    pub queries: Vec<Asked>,
    /// How many records of each type came, each counted once.
    pub types: BTreeMap<String, usize>,
    /// How many bodies could not be read.
    pub unreadable: usize,
    /// What became of renewing the grant; nothing if the portal gave no means to.
    pub refreshed: Option<Result<(), String>>,
    /// How many attachments are named.
    pub attachments: usize,
    /// How many could be opened.
    pub opened: usize,
    /// How many are on other servers, and were left alone.
    pub elsewhere: usize,
    /// Why the others could not.
    pub unopened: Vec<String>,
    /// Type and id of the records that came, since several queries may bring the same.
    seen: HashSet<(String, String)>,
}

/// One query, and how it went.
#[derive(Debug)]
#[non_exhaustive]
pub struct Asked {
    /// The query's stable name.
    pub id: String,
    /// What it brings, in words.
    pub label: String,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How many records came.
    pub received: usize,
    /// How many came when only news was asked for; nothing where the portal gives no mark to ask from.
    pub again: Option<usize>,
    /// Why it could not be asked.
    pub failure: Option<String>,
}

/// Asks everything.
pub async fn examine(patient: &Arc<Patient>) -> anyhow::Result<Findings> {
    let context = &patient.context;
    let mut found = Findings::default();
    let mut links = Vec::new();
    for query in patient.plan(context, &patient.grant()).await? {
        if !query.follows {
            let asked = ask(patient, &query, &mut found, &mut links).await;
            found.queries.push(asked);
        }
    }
    let grant = patient.grant();
    if grant.refreshable {
        let renewed = patient.refresh(context, &grant).await;
        found.refreshed = Some(renewed.map(drop).map_err(|error| words(&error)));
    }
    found.attachments = links.len();
    for link in links.into_iter().take(OPENED) {
        match open(patient, &link).await {
            Ok(bytes) => {
                found.opened += 1;
                patient.remember(link, bytes);
            }
            // Nothing of the person goes to another server, unless an app decides so.
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden(_)) => found.elsewhere += 1,
            Err(error) => found.unopened.push(words(&error)),
        }
    }
    Ok(found)
}

async fn ask(patient: &Patient, query: &Query, found: &mut Findings, links: &mut Vec<Link>) -> Asked {
    let mut asked = Asked {
        id: query.id.clone(),
        label: query.label.clone(),
        outcome: None,
        received: 0,
        again: None,
        failure: None,
    };
    let pulled = patient.pull_all(&patient.context, &patient.grant(), query, None).await;
    let (items, cursor, outcome) = match pulled {
        Ok(pulled) => pulled,
        Err(error) => {
            asked.failure = Some(words(&error));
            return asked;
        }
    };
    (asked.received, asked.outcome) = (items.len(), Some(outcome));
    for item in &items {
        let Item::Put(put) = item else { continue };
        let Ok(header) = Header::read(&put.body) else {
            found.unreadable += 1;
            continue;
        };
        let kind = header.resource_type.to_string();
        let is_known =
            header.id.as_ref().is_some_and(|id| !found.seen.insert((kind.clone(), id.to_string())));
        if !is_known {
            *found.types.entry(kind).or_default() += 1;
        }
        for attachment in &header.attachments {
            let Some(url) = &attachment.url else { continue };
            let media_type = attachment.content_type.as_ref().map(ToString::to_string);
            let link = Link::new(url.to_string(), media_type);
            if !links.contains(&link) {
                links.push(link);
            }
        }
    }
    if cursor.is_some() {
        match patient.pull_all(&patient.context, &patient.grant(), query, cursor).await {
            Ok((items, ..)) => asked.again = Some(items.len()),
            Err(error) => asked.failure = Some(format!("asked for news: {}", words(&error))),
        }
    }
    asked
}

async fn open(patient: &Patient, link: &Link) -> Result<bytes::Bytes, Error> {
    let download = patient.open(&patient.context, &patient.grant(), link, 0).await?;
    download.body.collect(LARGEST).await
}

/// Returns an error in plain words. It carries no health data, by contract.
fn words(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NeedsSignIn => "the portal wants a new sign-in".to_owned(),
        ErrorKind::NotFound => "nothing is there".to_owned(),
        other => other.to_string(),
    }
}
