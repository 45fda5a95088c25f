//! Five thousand records, tokens and attachments on disk: no byte of the folder says anything.

use std::collections::BTreeSet;

use backpack::connect::{Grant, PatientRef, Pending, Put};
use backpack::core::{SecretBytes, Timestamp};
use backpack::keep::{AttemptRow, ConnectionRow, GrantRow, Incoming, Ledger, PageCommit, RowBatch, TABLES};
use backpack::store::Scan;
use backpack::{Options, Person, Storage};
use backpack_testkit::people::{PeopleOptions, Person as Someone};
use backpack_testkit::run;

use super::disk::{entropy, readable};
use super::{Needles, texts_of};
use crate::world::Home;

const RECORDS: usize = 5_000;
const TOKEN: &str = "rt-canary-7f3b9d1c5e2a48";
const CODE: &str = "code-canary-91a7c3e5b2d4";
const VERIFIER: &str = "verifier-canary-5d8e2f6a1b";
const MRN: &str = "MRN-canary-00417-2231";

#[test]
fn five_thousand_records_leave_nothing_readable() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack =
            account.add_backpack(Person::new("Marguerite Oyelaran").born("1961-04-09")).await.unwrap();
        let keep = backpack.keep();
        let mut texts = BTreeSet::from(
            ["Marguerite Oyelaran", "1961-04-09", TOKEN, CODE, VERIFIER, MRN, "Clinic of the canary"]
                .map(str::to_owned),
        );
        let connection = ConnectionRow::new(
            "smart",
            "https://canary-portal.example/fhir",
            "Clinic of the canary",
            Timestamp::from_millis(0),
        );
        texts.insert(connection.portal.clone());
        let grant = Grant::new(PatientRef::new(MRN), SecretBytes::new(TOKEN.as_bytes().to_vec()));
        let pending = Pending::new(SecretBytes::new(format!("{CODE} {VERIFIER}").into_bytes()));
        let attempt = AttemptRow::new(
            "smart",
            &*connection.portal,
            Some(connection.id),
            Timestamp::from_millis(0),
            pending,
        );
        let rows = RowBatch::new().put(&connection).put(&GrantRow::new(connection.id, grant)).put(&attempt);
        keep.write(rows).await.unwrap();

        let mut kept = 0;
        for seed in 0.. {
            let someone = Someone::from_seed(seed, PeopleOptions::default());
            texts.extend([someone.name(), someone.birth_date(), someone.patient_id().to_owned()]);
            let mut page =
                PageCommit::new(connection.id, "everything", Ledger::new(Timestamp::from_millis(0)));
            for resource in someone.resources() {
                texts.append(&mut texts_of(&resource.body));
                page.incoming.push(Incoming::read(Put::new("application/fhir+json", resource.body)).unwrap());
            }
            let file_name = format!("letter of canary number {seed}.pdf");
            backpack.add_file(&file_name, Some("application/pdf"), file_name.repeat(500)).await.unwrap();
            texts.insert(file_name);
            kept += keep.commit_page(page).await.unwrap().new;
            if kept >= RECORDS as u64 {
                break;
            }
        }
        let needles = Needles::new(&texts);
        assert!(needles.count() > 5_000, "only {} texts to look for", needles.count());
        assert_eq!(readable(&home.path(), &needles), BTreeSet::new());
        backpack.compact().await.unwrap();
        account.close().await.unwrap();
        assert_eq!(readable(&home.path(), &needles), BTreeSet::new());
        println!("{kept} records, {} texts: none of them readable", needles.count());
        noise(&home.options, &home).await;
    });
}

/// What is behind the heads of the envelopes looks like noise, all together and each large one alone.
async fn noise(options: &Options, home: &Home) {
    let account = home.open().await;
    let id = account.backpacks().await.unwrap()[0].id;
    account.close().await.unwrap();
    let storage = Storage::open(&home.path(), options).await.unwrap();
    let (mut all, mut large) = (Vec::new(), 0);
    for table in TABLES {
        let mut next = Some(Scan::new(id, *table));
        while let Some(scan) = next {
            let page = storage.store.scan(&scan).await.unwrap();
            for entry in &page.entries {
                let sealed = &entry.value.bytes[8..];
                if sealed.len() > 16_384 {
                    large += 1;
                    assert!(entropy(sealed) > 7.98, "{} bits a byte in table {}", entropy(sealed), table.0);
                }
                all.extend_from_slice(sealed);
            }
            next = scan.continued(page.next);
        }
    }
    storage.store.close().await.unwrap();
    assert!(large > 10 && all.len() > 500_000, "{large} large values, {} bytes", all.len());
    assert!(entropy(&all) > 7.999, "{} bits a byte", entropy(&all));
}
