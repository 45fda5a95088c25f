//! The most talkative log of a whole journey holds no secret and nothing of a record.

use std::collections::BTreeSet;
use std::sync::Arc;

use backpack::Account;
use backpack::core::{Clock as _, Timestamp};
use backpack::keep::Disposal;
use backpack::record::entry::Allergy;
use backpack_testkit::portal::{Fault, When};
use backpack_testkit::run;

use super::{ENTRY, FILE_NAME, FILE_TEXT, FLAG, NOTE, Needles, health, is_common, lived_in, tokens};
use crate::world::process;
use crate::world::{Home, PASSPHRASE, connector, id_of, sync, unlock};

const BASE: &str = "BACKPACK_TEST_PORTAL";
const CLIENT: &str = "BACKPACK_TEST_CLIENT";
const NOW: &str = "BACKPACK_TEST_NOW";
const SHOT: &str = "BACKPACK_TEST_RECORD";
/// The log's file, beside the account.
const LOG: &str = "log.txt";

#[test]
fn the_log_of_a_journey_holds_no_secret() {
    run(async {
        let connected = lived_in().await;
        let clinic = &connected.clinic;
        let mut texts: BTreeSet<_> =
            health(&connected).await.into_iter().filter(|text| !is_common(text)).collect();
        texts.append(&mut tokens(&connected).await);
        texts.insert(PASSPHRASE.to_owned());
        connected.next_day();
        connected.account.close().await.unwrap();
        clinic.portal.arm(Fault::Status(500, None), When::path("/fhir/Encounter"));
        clinic.portal.arm(Fault::DuplicateKeys, When::path("/fhir/Immunization"));

        let path = connected.home.path();
        let now = connected.home.clock.now().as_millis().to_string();
        let (base, client) = (clinic.portal.fhir_base().to_owned(), clinic.portal.client_id().to_owned());
        let shot = clinic.references("Immunization").remove(0);
        let run = move || {
            let variables = [(BASE, &*base), (CLIENT, &*client), (NOW, &*now), (SHOT, &*shot)];
            process::said("privacy::log::logged_elsewhere", &path, &variables)
        };
        let mut said = tokio::task::spawn_blocking(run).await.unwrap();
        // The tokens that this process was given meanwhile.
        let fresh = said.pop().unwrap();
        texts.extend(fresh.split(' ').map(str::to_owned));
        let needles = Needles::new(&texts);
        assert!(needles.count() > 300, "only {} texts to look for", needles.count());

        let log = std::fs::read(connected.home.path().with_file_name(LOG)).unwrap();
        let text = String::from_utf8_lossy(&log);
        // It is the whole log: the transport, the store and the engine all spoke.
        for part in ["TRACE", "hyper", "sled", "backpack"] {
            assert!(text.contains(part), "the log is not whole: no {part} in {} bytes", log.len());
        }
        assert_eq!(needles.found_in(&log), BTreeSet::new());
    });
}

/// The other process of the test above; by itself it does nothing.
#[test]
fn logged_elsewhere() {
    let Some(folder) = process::folder() else { return };
    let variable = |name: &str| std::env::var(name).unwrap();
    let log = std::fs::File::create(folder.with_file_name(LOG)).unwrap();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(Arc::new(log))
        .with_ansi(false)
        .init();
    run(async {
        let home = Home::new();
        home.clock.set(Timestamp::from_millis(variable(NOW).parse().unwrap()));
        let account = Account::open(&folder, unlock(), home.options.clone()).await.unwrap();
        account.register(connector(&variable(BASE), &variable(CLIENT)));
        let listed = account.backpacks().await.unwrap();
        let backpack = account.backpack(listed[0].id).await.unwrap();
        let connection = backpack.connections().await.unwrap()[0].id;
        let report = sync(&backpack, connection).await.unwrap();
        assert!(!report.complete, "a query fails");
        let own = backpack.add(Allergy::new(ENTRY)).await.unwrap();
        backpack.note(own, NOTE).await.unwrap();
        backpack.flag(id_of(&backpack, &variable(SHOT)), FLAG).await.unwrap();
        let file = backpack.add_file(FILE_NAME, None, FILE_TEXT.repeat(9_000)).await.unwrap();
        backpack.attach(own, file.id).await.unwrap();
        backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        let rows = backpack.keep().rows::<backpack::keep::GrantRow>().await.unwrap();
        let secret = String::from_utf8_lossy(rows[0].secret.expose()).into_owned();
        let words = secret.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        let random = |word: &&str| word.len() >= 20 && word.bytes().any(|byte| byte.is_ascii_digit());
        let words: Vec<_> = words.filter(random).map(str::to_owned).collect();
        assert!(!words.is_empty());
        backpack.disconnect(connection, Disposal::Delete).await.unwrap();
        backpack.compact().await.unwrap();
        account.close().await.unwrap();
        process::say(&words.join(" "));
    });
}
