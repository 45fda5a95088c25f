//! Whatever happens in whatever order: what is found is what an index made anew finds.

use backpack::Person;
use backpack::core::RecordId;
use backpack::record::entry::Note;
use proptest::prelude::*;

use super::found;
use crate::account;

#[derive(Clone, Debug)]
enum Doing {
    Add(String),
    Edit(prop::sample::Index, String),
    Note(prop::sample::Index, String),
    Delete(prop::sample::Index),
    Restore(prop::sample::Index),
    Hide(prop::sample::Index),
    File(String),
    Search(String),
}

fn doing() -> impl Strategy<Value = Doing> {
    let words = || "[ab]{1,5}( [abé]{2,8}){0,2}";
    let at = any::<prop::sample::Index>;
    prop_oneof![
        3 => words().prop_map(Doing::Add),
        2 => (at(), words()).prop_map(|(at, text)| Doing::Edit(at, text)),
        2 => (at(), words()).prop_map(|(at, text)| Doing::Note(at, text)),
        1 => at().prop_map(Doing::Delete),
        1 => at().prop_map(Doing::Restore),
        1 => at().prop_map(Doing::Hide),
        1 => words().prop_map(Doing::File),
        3 => words().prop_map(Doing::Search),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_index_that_followed_finds_what_one_made_anew_finds(
        doings in proptest::collection::vec(doing(), 1..30),
        queries in proptest::collection::vec("[ab]{1,6}( [abé]{1,4})?", 6),
    ) {
        backpack_testkit::run(async {
            let (account, _) = account().await;
            let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
            let mut ids: Vec<RecordId> = vec![backpack.add(Note::new("first")).await.unwrap()];
            for doing in doings {
                match doing {
                    Doing::Add(text) => ids.push(backpack.add(Note::new(text)).await.unwrap()),
                    Doing::Edit(at, text) => backpack.edit(*at.get(&ids), Note::new(text)).await.unwrap(),
                    Doing::Note(at, text) => backpack.note(*at.get(&ids), text).await.unwrap(),
                    Doing::Delete(at) => backpack.delete(*at.get(&ids)).await.unwrap(),
                    Doing::Restore(at) => backpack.restore(*at.get(&ids)).await.unwrap(),
                    Doing::Hide(at) => backpack.hide(*at.get(&ids)).await.unwrap(),
                    Doing::File(name) => {
                        let bytes = name.clone().into_bytes();
                        backpack.add_file(name, None, bytes).await.unwrap();
                    }
                    Doing::Search(typed) => drop(found(&backpack, &typed).await),
                }
            }
            let mut grown = Vec::new();
            for typed in &queries {
                let mut titles = found(&backpack, typed).await;
                titles.sort();
                grown.push(titles);
            }
            backpack.rebuild_search().await.unwrap();
            for (typed, grown) in queries.iter().zip(grown) {
                let mut anew = found(&backpack, typed).await;
                anew.sort();
                assert_eq!(grown, anew, "{typed}");
            }
        });
    }
}
