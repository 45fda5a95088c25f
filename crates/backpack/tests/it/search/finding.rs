//! What is found, and how it is shown.

use backpack::keep::Show;
use backpack::record::entry::{Allergy, LabResult, Note, Procedure, Symptom, Visit};
use backpack::record::{Code, Kind};
use backpack::search::{Field, Found, Search};
use backpack::{Filter, Person};

use super::{finds, found};
use crate::account;

#[test]
fn titles_codes_notes_bodies_and_names_of_files_are_found() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let lab = backpack
            .add(
                LabResult::new("Hemoglobin A1c")
                    .code(Code::new("http://loinc.org", "4548-4").with_display("HbA1c in blood")),
            )
            .await
            .unwrap();
        let allergy =
            backpack.add(Allergy::new("Peñicilina").note("urticaria after two hours")).await.unwrap();
        let visit = backpack.add(Visit::new("Röntgen des Fußes")).await.unwrap();
        backpack.note(visit, "ask about the œdème").await.unwrap();
        backpack.flag(lab, "belongs to my sister").await.unwrap();
        let file = backpack.add_file("Arztbrief Müller.pdf", None, &b"%PDF-1.4"[..]).await.unwrap();
        backpack.attach(visit, file.id).await.unwrap();
        for (typed, id) in [
            ("hemoglobin", lab),
            ("4548-4", lab),
            ("hba1c", lab),
            ("hemogloban ", lab),
            ("my sister", lab),
            ("penicilina", allergy),
            ("URTICARIA hours", allergy),
            ("\"after two hours\"", allergy),
            ("rontgen fusses", visit),
            ("rön", visit),
            ("oedeme", visit),
        ] {
            assert!(finds(&backpack, typed, id).await, "{typed}");
        }
        assert_eq!(found(&backpack, "muller").await, ["Arztbrief Müller.pdf"]);
        let results = backpack.search(&Search::new("arztbrief")).await.unwrap();
        let Found::File { records, page, .. } = &results.hits[0].found else { panic!("{results:?}") };
        assert_eq!((records.as_slice(), *page), (&[visit][..], None));
        assert_eq!(found(&backpack, "nothing of it").await, [] as [&str; 0]);
        assert_eq!(backpack.search(&Search::new("")).await.unwrap().total, 0);
    });
}

#[test]
fn a_hit_shows_where_the_words_stand() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let id =
            backpack.add(Procedure::new("Röntgen des Fußes").note("the Röntgen was repeated")).await.unwrap();
        backpack.note(id, "who has the röntgen pictures?").await.unwrap();
        let results = backpack.search(&Search::new("rontgen ")).await.unwrap();
        let shown: Vec<(Field, &str, Vec<&str>)> = results.hits[0]
            .highlights
            .iter()
            .map(|one| {
                (
                    one.field,
                    one.text.as_str(),
                    one.matches.iter().map(|found| &one.text[found.clone()]).collect(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (Field::Title, "Röntgen des Fußes", vec!["Röntgen"]),
                (Field::Note, "who has the röntgen pictures?", vec!["röntgen"]),
            ]
        );
        let bare = backpack.search(&Search::new("rontgen ").room(0)).await.unwrap();
        assert!(bare.hits[0].highlights.is_empty());
    });
}

#[test]
fn a_search_is_narrowed_by_a_filter_and_paged() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        for day in 1..=9 {
            backpack
                .add(Symptom::new(format!("Fever {day}")).onset(format!("2024-05-0{day}")))
                .await
                .unwrap();
        }
        let note = backpack.add(Note::new("kept at home").title("Fever diary")).await.unwrap();
        let all = backpack.search(&Search::new("fever")).await.unwrap();
        assert_eq!((all.total, all.next), (10, None));
        let symptoms = Filter::new().kind(Kind::Symptom);
        assert_eq!(backpack.search(&Search::new("fever").filter(symptoms.clone())).await.unwrap().total, 9);
        let (from, until) = (1_714_780_800_000, 1_714_953_600_000);
        let days = Filter::new().from(from).until(until);
        let results = backpack.search(&Search::new("fever").filter(days)).await.unwrap();
        let titles: Vec<String> = titles(&results.hits);
        assert_eq!(titles, ["Fever 5", "Fever 4"], "the newer first");
        let mut paged = Vec::new();
        let mut skip = Some(0);
        while let Some(at) = skip {
            let search = Search::new("fever").filter(symptoms.clone()).limit(4).skip(at);
            let page = backpack.search(&search).await.unwrap();
            assert_eq!(page.total, 9);
            paged.extend(self::titles(&page.hits));
            skip = page.next;
        }
        assert_eq!(paged, (1..=9).rev().map(|day| format!("Fever {day}")).collect::<Vec<_>>());
        backpack.hide(note).await.unwrap();
        assert_eq!(found(&backpack, "diary").await, [] as [&str; 0]);
        let hidden = Search::new("diary").filter(Filter::new().show(Show::ALL));
        assert_eq!(backpack.search(&hidden).await.unwrap().total, 1);
    });
}

#[test]
fn a_file_of_hidden_records_alone_is_not_found() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let (one, other) = (
            backpack.add(Visit::new("One")).await.unwrap(),
            backpack.add(Visit::new("Other")).await.unwrap(),
        );
        let file = backpack.add_file("letter.txt", None, &b"words"[..]).await.unwrap();
        assert_eq!(found(&backpack, "letter").await, ["letter.txt"], "it belongs to none");
        backpack.attach(one, file.id).await.unwrap();
        backpack.attach(other, file.id).await.unwrap();
        backpack.hide(one).await.unwrap();
        assert_eq!(found(&backpack, "letter").await, ["letter.txt"]);
        backpack.hide(other).await.unwrap();
        assert_eq!(found(&backpack, "letter").await, [] as [&str; 0]);
        let visits = Search::new("letter").filter(Filter::new().kind(Kind::Allergy));
        backpack.show(one).await.unwrap();
        assert_eq!(backpack.search(&visits).await.unwrap().total, 0);
    });
}

fn titles(hits: &[backpack::search::Hit]) -> Vec<String> {
    let titles = hits.iter().map(|hit| match &hit.found {
        Found::Record(record) => record.title().to_owned(),
        other => format!("no record: {other:?}"),
    });
    titles.collect()
}

#[cfg(feature = "extract")]
#[test]
fn what_is_written_in_a_file_is_found_with_its_page() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let letter = "Dear Doctor,\n\nthe œdème is gone.";
        backpack.add_file("letter.txt", Some("text/plain"), letter.as_bytes()).await.unwrap();
        let results = backpack.search(&Search::new("oedeme gone")).await.unwrap();
        let Found::File { file, page, .. } = &results.hits[0].found else { panic!("{results:?}") };
        assert_eq!((file.name.as_str(), *page), ("letter.txt", Some(1)));
        let shown = &results.hits[0].highlights[0];
        assert_eq!((shown.field, shown.page), (Field::File, Some(1)));
        assert_eq!(&shown.text[shown.matches[0].clone()], "œdème");
        // What reading it kept does not make it be read again.
        let kept = backpack.keep().kept_index().await.unwrap();
        backpack.prepare_search().await.unwrap();
        assert_eq!(backpack.keep().kept_index().await.unwrap(), kept);
    });
}

#[test]
fn what_one_filter_shows_is_what_it_shows_now_and_another_filter_its_own() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let fever = backpack.add(Symptom::new("Fever").onset("2024-05-01")).await.unwrap();
        let diary = backpack.add(Note::new("at home").title("Fever diary")).await.unwrap();
        let file = backpack.add_file("Fever.txt", Some("text/plain"), "fever").await.unwrap();
        let symptoms = || Filter::new().kind(Kind::Symptom);
        let totals = async || {
            let all = backpack.search(&Search::new("fever")).await.unwrap().total;
            (all, backpack.search(&Search::new("fever").filter(symptoms())).await.unwrap().total)
        };
        assert_eq!(totals().await, (3, 1));
        assert_eq!(totals().await, (3, 1), "asked again");
        backpack.hide(fever).await.unwrap();
        assert_eq!(totals().await, (2, 0));
        backpack.show(fever).await.unwrap();
        assert_eq!(totals().await, (3, 1));
        backpack.delete(diary).await.unwrap();
        assert_eq!(totals().await, (2, 1));
        // A file that belongs to a hidden record alone is not shown.
        backpack.attach(fever, file.id).await.unwrap();
        assert_eq!(totals().await, (2, 2));
        backpack.hide(fever).await.unwrap();
        assert_eq!(totals().await, (0, 0));
    });
}
