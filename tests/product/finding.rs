//! Finding: everything that is kept, in the person's own words and letters.

use backpack::keep::Show;
use backpack::record::Kind;
use backpack::record::entry::{Allergy, Condition, Medication, Symptom};
use backpack::search::{Field, Found, Search};
use backpack::{Backpack, Filter, Person};
use backpack_testkit::run;

use crate::world::{Connected, Home, files_below};

/// Returns the titles of records and the names of files that are found with every word, the best first.
async fn found(backpack: &Backpack, search: &Search) -> Vec<String> {
    let results = backpack.search(search).await.unwrap();
    let hits = results.hits.iter().filter(|_| results.has_all_words);
    let names = hits.map(|hit| match &hit.found {
        Found::Record(record) => record.title().to_owned(),
        Found::File { file, .. } => file.name.clone(),
        other => panic!("{other:?}"),
    });
    names.collect()
}

#[test]
fn what_portals_sent_files_and_what_a_person_tracks_are_found_in_one_place() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let own = backpack.add(Symptom::new("quivering eyelid")).await.unwrap();
        backpack
            .add_file("eyelid in the morning.jpg", Some("image/jpeg"), &b"\xff\xd8\xff"[..])
            .await
            .unwrap();
        let sent = backpack.find(&Filter::new().limit(500)).records;
        let sent = sent.iter().find(|record| record.id != own && record.title().len() > 6).unwrap();
        backpack.note(sent.id, "ask about the eyelid, too").await.unwrap();
        let names = found(backpack, &Search::new("eyelid")).await;
        assert_eq!(names.len(), 3, "{names:?}");
        for name in ["quivering eyelid", "eyelid in the morning.jpg", sent.title()] {
            assert!(names.iter().any(|found| found == name), "{name} is not among {names:?}");
        }
    });
}

#[test]
fn every_record_of_a_portal_is_found_by_its_title() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        for record in backpack.find(&Filter::new()).records {
            let search = Search::new(format!("\"{}\"", record.title())).limit(10_000).room(0);
            let results = backpack.search(&search).await.unwrap();
            let is_it = |found: &Found| matches!(found, Found::Record(own) if own.id == record.id);
            assert!(results.hits.iter().any(|hit| is_it(&hit.found)), "{}", record.title());
        }
    });
}

#[test]
fn imported_records_and_entries_made_by_hand_are_found_alike() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let sent = backpack.find(&Filter::new().kind(Kind::Condition).limit(1)).records.remove(0);
        let own = backpack.add(Condition::new(sent.title())).await.unwrap();
        let search = Search::new(format!("\"{}\"", sent.title()))
            .filter(Filter::new().kind(Kind::Condition))
            .limit(500);
        for id in [sent.id, own] {
            let results = backpack.search(&search).await.unwrap();
            let hit = results
                .hits
                .iter()
                .find(|hit| matches!(&hit.found, Found::Record(own) if own.id == id))
                .unwrap();
            assert_eq!(hit.highlights[0].field, Field::Title);
            backpack.note(id, "kestrel").await.unwrap();
            backpack.hide(id).await.unwrap();
        }
        assert!(found(backpack, &Search::new("kestrel")).await.is_empty());
        let hidden = Search::new("kestrel").filter(Filter::new().show(Show::ALL));
        assert_eq!(found(backpack, &hidden).await.len(), 2);
    });
}

#[test]
fn words_are_found_in_each_of_the_six_languages_with_their_letters_or_without() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        for title in [
            "Hay fever",
            "Alergia al níspero, niñez",
            "Heuschnupfen, Fußpilz",
            "Fièvre, œdème",
            "Infecção no coração",
            "Perché febbre così",
        ] {
            backpack.add(Condition::new(title)).await.unwrap();
        }
        for (typed, title) in [
            ("HAY FEVER", "Hay fever"),
            ("nispero ninez", "Alergia al níspero, niñez"),
            ("fusspilz", "Heuschnupfen, Fußpilz"),
            ("oedeme fievre", "Fièvre, œdème"),
            ("infeccao coracao", "Infecção no coração"),
            ("perche cosi", "Perché febbre così"),
            ("heuschnupen ", "Heuschnupfen, Fußpilz"),
            ("infec", "Infecção no coração"),
        ] {
            assert_eq!(found(&backpack, &Search::new(typed)).await, [title], "{typed}");
        }
    });
}

#[test]
fn a_mistake_to_be_corrected_is_found_by_the_words_it_stands_in() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let id = backpack
            .add(Medication::new("Warfarin").note("taken since the left knee was replaced"))
            .await
            .unwrap();
        backpack.flag(id, "it was the right knee").await.unwrap();
        let results = backpack.search(&Search::new("\"left knee\"")).await.unwrap();
        let shown = &results.hits[0].highlights[0];
        assert_eq!(&shown.text[shown.matches[0].clone()], "left knee");
        assert_eq!(found(&backpack, &Search::new("\"right knee\"")).await, ["Warfarin"]);
    });
}

#[test]
fn what_makes_finding_fast_is_encrypted_at_rest_and_works_without_a_network() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        connected.backpack.add(Allergy::new("quillwort pollen")).await.unwrap();
        let size = connected.backpack.prepare_search().await.unwrap();
        assert!(size.subjects > 10, "{size:?}");
        connected.clinic.portal.stop().await;
        let (account, backpack) = connected.home.reopened(&connected.account).await;
        assert_eq!(found(&backpack, &Search::new("qillwort ")).await, ["quillwort pollen"]);
        account.close().await.unwrap();
        for (path, bytes) in files_below(&connected.home.path()) {
            let found = bytes.windows(9).any(|part| part.eq_ignore_ascii_case(b"quillwort"));
            assert!(!found, "a word of the index stands in {}", path.display());
        }
    });
}
