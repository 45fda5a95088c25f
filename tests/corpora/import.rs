//! Whole sets through the front door: files in, sealed and durable on sled, every byte out again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backpack::core::Cancellation;
use backpack::import::FileConnector;
use backpack::sync::{PersonGuard, SyncOptions, SyncReport};
use backpack::{Account, Backpack, Options, Person, SignIn, Unlock};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Group, group};
use crate::world::process;

const KEY: [u8; 32] = [7; 32];

/// What an independent reading of the files finds: every resource, as its exact bytes.
struct Truth {
    slices: Vec<Vec<u8>>,
    identities: BTreeSet<String>,
}

impl Truth {
    fn of(files: &[PathBuf]) -> Self {
        let mut truth = Self { slices: Vec::new(), identities: BTreeSet::new() };
        for path in files {
            let text = std::fs::read_to_string(path).unwrap();
            let Ok(members) = serde_json::from_str::<BTreeMap<String, &RawValue>>(&text) else { continue };
            if members.get("resourceType").is_none_or(|name| name.get() != "\"Bundle\"") {
                truth.take(text.trim_end_matches(['\n', '\r', ' ']), None);
                continue;
            }
            let entries = members.get("entry").map_or("[]", |entries| entries.get());
            for entry in serde_json::from_str::<Vec<BTreeMap<String, &RawValue>>>(entries).unwrap() {
                let full_url = entry.get("fullUrl").map(|url| url.get());
                if let Some(resource) = entry.get("resource") {
                    truth.take(resource.get(), full_url);
                }
            }
        }
        truth
    }

    fn take(&mut self, body: &str, full_url: Option<&str>) {
        let value: Value = serde_json::from_str(body).unwrap();
        let Some(name) = value["resourceType"].as_str() else { return };
        let identity = match (value["id"].as_str(), full_url) {
            (Some(id), _) => format!("{name}/{id}"),
            (None, Some(url)) => format!("{name} {url}"),
            (None, None) => format!("{name} {body}"),
        };
        self.identities.insert(identity);
        self.slices.push(body.as_bytes().to_vec());
    }
}

/// Returns a resource without what may change without a new version.
fn content(body: &[u8]) -> String {
    let mut value: Value = serde_json::from_slice(body).unwrap();
    if let Some(meta) = value.get_mut("meta").and_then(Value::as_object_mut) {
        meta.remove("versionId");
        meta.remove("lastUpdated");
    }
    value.to_string()
}

async fn open(folder: &Path) -> (Account, Backpack) {
    let unlock = Unlock::host_key(KEY.to_vec());
    let options = Options::new().unwrap().with_ballast_bytes(0);
    if folder.join("keys.bpk").exists() {
        let account = Account::open(folder, unlock, options).await.unwrap();
        let id = account.backpacks().await.unwrap()[0].id;
        let backpack = account.backpack(id).await.unwrap();
        return (account, backpack);
    }
    let account = Account::create(folder, unlock, options).await.unwrap();
    let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
    (account, backpack)
}

pub(super) async fn import(backpack: &Backpack, files: &[PathBuf]) -> SyncReport {
    let connector = Arc::new(FileConnector::new(files).with_portal("the corpora"));
    let SignIn::Done(connections) = backpack.connect(connector).await.unwrap() else {
        panic!("files ask nobody to sign in");
    };
    let options = SyncOptions::default().with_person_guard(PersonGuard::Off);
    backpack.sync_with(connections[0], options, Cancellation::new(), |_| {}).await.unwrap()
}

/// Returns every stored body of every version.
async fn stored(backpack: &Backpack) -> Vec<Vec<u8>> {
    let (mut bodies, mut found) = (backpack.keep().bodies(), Vec::new());
    while let Some(body) = bodies.next().await.unwrap() {
        found.push(body.original.body.to_vec());
    }
    found
}

/// Imports a set, and holds what was kept against an independent reading of the same files.
async fn imports_whole(set: &Group) -> (tempfile::TempDir, Vec<PathBuf>) {
    let files = set.json();
    let truth = Truth::of(&files);
    let scratch = tempfile::tempdir().unwrap();
    let (account, backpack) = open(&scratch.path().join("account")).await;
    let report = import(&backpack, &files).await;

    let by_type: BTreeMap<String, u64> = report.by_type.clone().into_iter().collect();
    assert_eq!(by_type, set.expected_types(), "{}: received by type", set.name);
    assert_eq!(
        report.received,
        report.new + report.changed + report.unchanged + report.refused_person + report.quarantined
    );
    let everything = backpack::Filter::new().show(backpack::keep::Show::ALL).limit(1);
    let records = backpack.find(&everything).total;
    assert_eq!(records, truth.identities.len(), "{}: records", set.name);

    let slices: BTreeSet<&Vec<u8>> = truth.slices.iter().collect();
    let bodies = stored(&backpack).await;
    let foreign = bodies.iter().filter(|body| !slices.contains(body)).count();
    assert_eq!(foreign, 0, "{}: stored bodies that are in no file", set.name);
    let kept: HashMap<String, ()> = bodies.iter().map(|body| (content(body), ())).collect();
    let lost = truth.slices.iter().filter(|slice| !kept.contains_key(&content(slice))).count();
    assert_eq!(lost, 0, "{}: resources of the files that are nowhere", set.name);
    println!(
        "corpora: {}: {} received, {records} records, {} bodies stored, {} quarantined",
        set.name,
        report.received,
        bodies.len(),
        report.quarantined
    );
    account.close().await.unwrap();
    (scratch, files)
}

fn run(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future);
}

macro_rules! sets {
    ($($test:ident: $name:literal;)*) => {$(
        #[test]
        fn $test() {
            let Some(set) = group($name) else { return };
            run(async {
                imports_whole(&set).await;
            });
        }
    )*};
}

sets! {
    r4_hl7_examples: "fhir-r4/hl7-examples";
    r4_us_core: "fhir-r4/us-core-examples";
    r4_all_types: "fhir-r4/ms-inferno-uscore";
    r4b_hl7_examples: "fhir-r4b/hl7-examples";
    r5_hl7_examples: "fhir-r5/hl7-examples";
    stu3_hl7_examples: "fhir-stu3/hl7-examples";
    stu3_smart: "fhir-stu3/smart";
    stu3_synthea: "fhir-stu3/synthea";
    stu3_questionnaires: "fhir-stu3/pro";
    dstu2_hl7_examples: "fhir-dstu2/hl7-examples";
    dstu2_synthea: "fhir-dstu2/synthea";
    dstu2_custom: "fhir-dstu2/custom";
}

#[test]
fn r4_synthea_twice_and_by_another_process() {
    let Some(set) = group("fhir-r4/synthea") else { return };
    run(async {
        let (scratch, files) = imports_whole(&set).await;
        let folder = scratch.path().join("account");

        let (account, backpack) = open(&folder).await;
        let before = fingerprint(&backpack).await;
        let again = import(&backpack, &files).await;
        assert_eq!((again.new, again.changed, again.quarantined), (0, 0, 0));
        assert_eq!(again.unchanged, again.received);
        assert_eq!(fingerprint(&backpack).await, before);
        account.close().await.unwrap();

        let said = process::said("corpora::import::another_process", &folder, &[]);
        assert_eq!(said, [before], "another process sees something else");
    });
}

/// Run by the test above, as another process.
#[test]
fn another_process() {
    let Some(folder) = process::folder() else { return };
    run(async {
        let (account, backpack) = open(&folder).await;
        process::say(&fingerprint(&backpack).await);
        account.close().await.unwrap();
    });
}

/// Says in one line what a Backpack holds, bodies and headers alike.
async fn fingerprint(backpack: &Backpack) -> String {
    let (mut count, mut bytes, mut mixed) = (0_u64, 0_u64, 0_u64);
    for body in stored(backpack).await {
        count += 1;
        bytes += body.len() as u64;
        // Order does not count: every body is mixed by itself (FNV-1a) and added.
        let hash = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        mixed = mixed.wrapping_add(hash);
    }
    let titles: usize =
        backpack.find(&backpack::Filter::new()).records.iter().map(|record| record.title().len()).sum();
    format!("fingerprint {count} {bytes} {mixed} {titles}")
}
