//! No `Debug` and no error shows a secret, and no error shows what a record says.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt::Write as _;

use backpack::connect::Answer;
use backpack::core::RecordId;
use backpack::files::ByteStream;
use backpack::keep::{AttemptRow, Disposal, FileRow, GrantRow};
use backpack::record::entry::{Allergy, Condition};
use backpack::{Account, Error, Unlock};
use backpack_testkit::portal::{Fault, When};
use backpack_testkit::run;

use super::{FILE_NAME, Needles, health, is_common, lived_in, tokens};
use crate::world::{Connected, PASSPHRASE, asked, id_of, sync, unlock};

#[test]
fn no_debug_shows_a_secret() {
    run(async {
        let connected = lived_in().await;
        let Connected { home, account, backpack, clinic, connection } = &connected;
        let mut secrets = tokens(&connected).await;
        secrets.insert(PASSPHRASE.to_owned());
        let keep = backpack.keep();
        let (grants, attempts) =
            (keep.rows::<GrantRow>().await.unwrap(), keep.rows::<AttemptRow>().await.unwrap());
        let (attempt, page) = asked(backpack.connect(clinic.connector()).await.unwrap());
        let back = clinic.portal.allow(&page, clinic.person.patient_id()).unwrap();
        let code = backpack::connect::Url::parse(&back).unwrap();
        let code = code.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        secrets.insert(code);
        let answer = Answer::Redirect(back.as_str().into());
        let mut shown = format!(
            "{account:?} {backpack:?} {:?} {:?} {:?}",
            home.options,
            unlock(),
            Unlock::host_key(PASSPHRASE.as_bytes().to_vec())
        );
        write!(shown, "{grants:?} {attempts:?} {answer:?} {:?} {attempt:?}", clinic.connector()).unwrap();
        write!(shown, "{:?} {:?}", backpack.files().await.unwrap(), keep).unwrap();
        write!(shown, "{:?}", backpack.answer(attempt, answer).await.unwrap()).unwrap();
        write!(
            shown,
            "{:?} {:?}",
            backpack.connections().await.unwrap(),
            backpack.ledger(*connection).await.unwrap()
        )
        .unwrap();
        let needles = Needles::new(&secrets);
        assert_eq!(needles.found_in(shown.as_bytes()), BTreeSet::new());
        assert!(needles.found_in(format!("{shown} {PASSPHRASE}").as_bytes()).contains(PASSPHRASE));
        assert!(shown.len() > 2_000);
    });
}

/// The key of a file stands in its row: neither its bytes nor its numbers are shown.
#[test]
fn the_key_of_a_file_is_not_shown() {
    run(async {
        let connected = lived_in().await;
        let row: FileRow = connected.backpack.files().await.unwrap().remove(0);
        let shown = format!("{row:?}");
        let key = shown.split("key: ").nth(1).unwrap();
        assert!(key.starts_with("SecretBytes([redacted]") || key.contains("redacted"), "{key}");
    });
}

fn told(error: &Error) -> String {
    let mut told = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(told, " {error} {error:?}").unwrap();
        cause = error.source();
    }
    told
}

#[test]
fn no_error_tells_what_it_is_about() {
    run(async {
        let connected = lived_in().await;
        let (backpack, clinic, home) = (&connected.backpack, &connected.clinic, &connected.home);
        let shot = id_of(backpack, &clinic.references("Immunization")[0]);
        let mut texts: BTreeSet<_> =
            health(&connected).await.into_iter().filter(|text| !is_common(text)).collect();
        texts.append(&mut tokens(&connected).await);
        texts.extend(
            [PASSPHRASE, "wrong passphrase 17", clinic.portal.fhir_base(), "last summer 17"]
                .map(str::to_owned),
        );
        let patient = format!("patient={}", clinic.person.patient_id());
        texts.insert(patient);
        let needles = Needles::new(&texts);

        let mut errors = Vec::new();
        let wrong = Unlock::passphrase("wrong passphrase 17");
        errors.push(Account::open(home.path(), wrong, home.options.clone()).await.unwrap_err());
        errors.push(
            Account::open(home.path().join(FILE_NAME), unlock(), home.options.clone()).await.unwrap_err(),
        );
        errors.push(Account::create(home.path(), unlock(), home.options.clone()).await.unwrap_err());
        errors.push(backpack.edit(shot, Allergy::new("x")).await.unwrap_err());
        errors.push(backpack.add(Condition::new("migraine").onset("last summer 17")).await.unwrap_err());
        errors.push(backpack.note(RecordId::random(), super::NOTE).await.unwrap_err());
        errors.push(
            backpack.add_file_from(FILE_NAME, None, ByteStream::from_reader(Broken)).await.unwrap_err(),
        );
        let file = backpack.files().await.unwrap().remove(0);
        errors.push(backpack.open_file(file.id, Some(1 << 40..1 << 41)).await.unwrap_err());
        let (attempt, _) = asked(backpack.connect(clinic.connector()).await.unwrap());
        let foreign = Answer::Redirect("http://127.0.0.1/callback?code=0123456789abcdef&state=x".into());
        errors.push(backpack.answer(attempt, foreign).await.unwrap_err());
        for fault in [
            Fault::Status(401, None),
            Fault::Status(403, None),
            Fault::Dropped,
            Fault::Truncated,
            Fault::Html(200),
        ] {
            clinic.portal.arm(fault, When::path("/fhir/").times(300));
            connected.next_day();
            errors.extend(sync(backpack, connected.connection).await.err());
            clinic.portal.disarm();
        }
        clinic.portal.revoke_sign_ins();
        connected.next_day();
        errors.extend(sync(backpack, connected.connection).await.err());
        backpack.disconnect(connected.connection, Disposal::Keep).await.unwrap();
        errors.push(sync(backpack, connected.connection).await.unwrap_err());
        assert!(errors.len() >= 11, "{}", errors.len());
        for error in &errors {
            assert_eq!(needles.found_in(told(error).as_bytes()), BTreeSet::new(), "{error}");
        }
        // What the ledger keeps as reasons is shown to people, and is sealed; it names no token either.
        let ledger = format!("{:?}", backpack.ledger(connected.connection).await.unwrap());
        assert_eq!(Needles::new(tokens_of(&texts)).found_in(ledger.as_bytes()), BTreeSet::new());
    });
}

fn tokens_of(texts: &BTreeSet<String>) -> impl Iterator<Item = &String> {
    texts.iter().filter(|text| text.len() >= 20 && !text.contains(' ') && !text.contains('/'))
}

struct Broken;

impl std::io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the pipe broke"))
    }
}
