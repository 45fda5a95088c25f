//! Every hostile file of the corpora through every door that takes something in: no panic, no hang, bounded memory, and
//! what stands beside it is kept.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use backpack::connect::{Connector as _, Link, Url};
use backpack::core::RecordId;
use backpack::directory::{Source, read};
use backpack::keys::KeyFile;
use backpack::narrative::{NarrativeLimits, SafeHtml, clean_html, clean_narrative, read_cda};
use backpack::record::entry::{Allergy, Note};
use backpack::{Account, Backpack, Filter, Person};
use backpack_record::{Bundle, Header};
use bytes::Bytes;

use super::archives::Archives;
use super::portals::{BASE, Mouth, portal, sign_in};
use super::{child, import};
use crate::world::process;

const GROUPS: [&str; 9] = [
    "made",
    "fhir-test-cases/validator",
    "fhir-test-cases/misc",
    "json/JSONTestSuite",
    "hapi-core",
    "apple-health/tdda",
    "ccda/onc-cures",
    "shc-shl/dev-tools-testdata",
    "files/smart-documents",
];
/// The longest that one door may take over one file.
const LONGEST: Duration = Duration::from_secs(2);

#[test]
fn every_file_goes_through_every_door() {
    child::over_each(&GROUPS, "corpora::doors::in_a_process_of_its_own");
}

/// Run by the test above, as another process.
#[test]
fn in_a_process_of_its_own() {
    child::within(async |folder, files| {
        let house = House::open().await;
        let mut slowest = (Duration::ZERO, "nothing");
        for path in &files {
            let bytes = Bytes::from(std::fs::read(path).unwrap());
            for door in Door::ALL {
                process::say(&format!("at {door:?} of {}", path.strip_prefix(&folder).unwrap().display()));
                let took = house.quickest(door, &bytes).await;
                assert!(took <= LONGEST, "{took:?}");
                slowest = slowest.max((took, door.name()));
            }
        }
        process::say("at the import of all");
        house.import(&folder, &files).await;
        format!("{} files, the slowest door {} {:?}", files.len(), slowest.1, slowest.0)
    });
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Reader,
    Showing,
    Brands,
    KeyFile,
    Typed,
    Upload,
    Configuration,
    Token,
    Page,
    Attachment,
    Archive,
}

impl Door {
    const ALL: [Self; 11] = [
        Self::Reader,
        Self::Showing,
        Self::Brands,
        Self::KeyFile,
        Self::Typed,
        Self::Upload,
        Self::Configuration,
        Self::Token,
        Self::Page,
        Self::Attachment,
        Self::Archive,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Showing => "showing",
            Self::Brands => "brands",
            Self::KeyFile => "key file",
            Self::Typed => "typed",
            Self::Upload => "upload",
            Self::Configuration => "configuration",
            Self::Token => "token",
            Self::Page => "page",
            Self::Attachment => "attachment",
            Self::Archive => "archive",
        }
    }
}

/// An account in memory with one Backpack and one entry.
struct House {
    account: Account,
    backpack: Backpack,
    entry: RecordId,
    archives: Archives,
}

impl House {
    async fn open() -> Self {
        let account = child::account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let entry = backpack.add(Allergy::new("peanuts")).await.unwrap();
        let archives = Archives::of(&backpack).await;
        Self { account, backpack, entry, archives }
    }

    /// Goes through a door, up to three times where other work on the machine may have been in the way.
    async fn quickest(&self, door: Door, bytes: &Bytes) -> Duration {
        let mut quickest = Duration::MAX;
        for _ in 0..3 {
            let began = Instant::now();
            self.enter(door, bytes).await;
            quickest = quickest.min(began.elapsed());
            if quickest <= LONGEST {
                break;
            }
        }
        quickest
    }

    async fn enter(&self, door: Door, bytes: &Bytes) {
        match door {
            Door::Reader => beside(bytes),
            Door::Showing => show(bytes),
            Door::Brands => {
                drop(read(bytes, Source::consolidated(Url::parse("https://lists.example/").unwrap())));
            }
            // No file of the corpora is one.
            Door::KeyFile => assert!(KeyFile::parse(bytes).is_err()),
            Door::Typed => self.type_in(&String::from_utf8_lossy(bytes)).await,
            Door::Upload => self.upload(bytes).await,
            Door::Configuration => {
                let said = || Some(bytes.clone());
                drop(Mouth { configuration: said(), statement: said(), ..Mouth::default() }.probed().await);
                drop(Mouth { statement: said(), ..Mouth::default() }.probed().await);
            }
            Door::Token => {
                let (connector, configuration) = portal();
                let mouth = Mouth {
                    configuration: Some(configuration),
                    token: Some(bytes.clone()),
                    ..Mouth::default()
                };
                let grant = sign_in(&connector, &mouth.context()).await;
                assert!(grant.is_err(), "no file of the corpora is a token answer");
            }
            Door::Page => pull(bytes).await,
            Door::Attachment => attach(bytes).await,
            Door::Archive => self.archives.enter(&self.account, bytes).await,
        }
    }

    /// Says it all with one's own words: as an entry, and as a note to one.
    async fn type_in(&self, text: &str) {
        let before = self.backpack.find(&Filter::new()).total;
        let mut added = 0;
        let typed = [self.backpack.add(Note::new(text)).await, self.backpack.add(Allergy::new(text)).await];
        for id in typed.into_iter().flatten() {
            added += 1;
            assert!(!self.backpack.record(id).unwrap().title().is_empty());
        }
        assert_eq!(self.backpack.find(&Filter::new()).total, before + added);
        drop(self.backpack.note(self.entry, text).await);
    }

    /// Uploads it under its own first words, and asks to see it.
    async fn upload(&self, bytes: &Bytes) {
        let name: String = String::from_utf8_lossy(bytes).chars().take(300).collect();
        let file = self.backpack.add_file(&*name, Some(&name), bytes.clone()).await.unwrap();
        let is_safe = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | '\u{202e}');
        assert!(
            !file.name.is_empty() && file.name.len() <= 200 && file.name.chars().all(is_safe),
            "{}",
            file.name
        );
        assert_eq!(file.size, bytes.len() as u64);
        drop(self.backpack.safe_file(file.id, NarrativeLimits::default()).await);
    }

    /// Imports all of a group beside a file that is well: the report adds up, and what is well is there.
    async fn import(&self, folder: &Path, files: &[PathBuf]) {
        let good = folder.join("good.ndjson");
        std::fs::write(&good, GOOD.join("\n")).unwrap();
        let mut all = files.to_vec();
        all.insert(all.len() / 2, good);
        let report = import::import(&self.backpack, &all).await;
        assert_eq!(
            report.received,
            report.new + report.changed + report.unchanged + report.refused_person + report.quarantined
        );
        let everything = Filter::new().show(backpack::keep::Show::ALL);
        let records = self.backpack.find(&everything.limit(100_000)).records;
        for body in GOOD {
            let id = Header::read(body.as_bytes()).unwrap().id;
            let found = records.iter().find(|record| record.header.id == id).unwrap();
            assert_eq!(self.backpack.body(found.id).await.unwrap(), body.as_bytes());
        }
        assert_eq!(self.backpack.record(self.entry).unwrap().title(), "peanuts");
        self.archives.is_well(&self.account).await;
        self.account.close().await.unwrap();
    }
}

/// What is well.
const GOOD: [&str; 3] = [
    r#"{"resourceType":"Condition","id":"well-1","code":{"text":"one"}}"#,
    r#"{"resourceType":"Observation","id":"well-2","code":{"text":"two"}}"#,
    r#"{"resourceType":"Immunization","id":"well-3","vaccineCode":{"text":"three"}}"#,
];

/// Reads it as a resource and as a page, and as one resource of a page whose others are well.
fn beside(bytes: &Bytes) {
    drop((Header::read(bytes), Bundle::split(bytes)));
    let [first, second, _] = GOOD;
    let before = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{first}}},{{"resource":"#);
    let after = format!(r#"}},{{"resource":{second}}}]}}"#);
    let page = [before.as_bytes(), bytes, after.as_bytes()].concat();
    // Where its brackets do not even close, no page can be told apart from it.
    if let Ok(bundle) = Bundle::split(&page)
        && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
    {
        let resources: Vec<&[u8]> = bundle.entries.iter().filter_map(|entry| entry.resource).collect();
        let trimmed = bytes.trim_ascii();
        assert_eq!(resources, [first.as_bytes(), trimmed, second.as_bytes()]);
    }
}

/// Shows it as a page, as a document, as a resource, and as a resource's narrative.
fn show(bytes: &Bytes) {
    let limits = NarrativeLimits::default();
    let narrative = serde_json::json!({"text": {"div": String::from_utf8_lossy(bytes)}}).to_string();
    let shown = [
        clean_html(bytes, &limits).ok(),
        clean_narrative(bytes, &limits).ok().flatten(),
        clean_narrative(narrative.as_bytes(), &limits).ok().flatten(),
        read_cda(bytes, &limits).ok().map(|document| document.to_html()),
    ];
    for safe in shown.iter().flatten().map(SafeHtml::as_str) {
        for never in ["<script", "<iframe", "<style", "<svg", "<object", "<!", "<?", "\0"] {
            assert!(!safe.contains(never), "{never}");
        }
    }
}

/// Is given it as a page of results.
async fn pull(bytes: &Bytes) {
    let (connector, configuration) = portal();
    let mouth = Mouth { configuration: Some(configuration), page: Some(bytes.clone()), ..Mouth::default() };
    let context = mouth.context();
    let grant = sign_in(&connector, &context).await.unwrap();
    for query in connector.plan(&context, &grant).await.unwrap().iter().take(3) {
        drop(connector.pull(&context, &grant, query, None).await);
    }
}

/// Is given it behind a link.
async fn attach(bytes: &Bytes) {
    let (connector, configuration) = portal();
    let mouth = Mouth { configuration: Some(configuration), page: Some(bytes.clone()), ..Mouth::default() };
    let context = mouth.context();
    let grant = sign_in(&connector, &context).await.unwrap();
    let link = Link::new(format!("{BASE}/Binary/1"), None);
    if let Ok(download) = connector.open(&context, &grant, &link, 0).await {
        drop(download.body.collect(u64::MAX).await);
    }
}
