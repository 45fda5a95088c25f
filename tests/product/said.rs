//! What the engine says of syncs, failures and connections, in the six languages.

use std::collections::BTreeSet;

use backpack::sync::{PersonDoubt, SyncError};
use backpack::views::{Language, Say as _, Words, news_words};
use backpack::{Error, Filter};
use backpack_testkit::run;

use crate::world::{Connected, sync};

#[test]
fn the_news_of_a_sync_are_said_in_six_languages() {
    run(async {
        let connected = Connected::new().await;
        let (backpack, connection) = (&connected.backpack, connected.connection);
        let report = sync(backpack, connection).await.unwrap();
        let news = backpack.news(connection, &report).await.unwrap();
        assert!(news.lines.len() > 5, "{news:?}");
        let english = news_words(&Words::of(Language::English), &news);
        assert_eq!(english.headline, news.headline(), "in English as the engine says it");
        assert!(english.lines.iter().eq(news.lines.iter().map(|line| &line.text)));
        let total = backpack.find(&Filter::new()).total;
        let mut headlines = BTreeSet::from([english.headline]);
        for language in &Language::ALL[1..] {
            let words = Words::of(*language);
            let said = news_words(&words, &news);
            assert_eq!((said.lines.len(), said.conflicts.as_str()), (news.lines.len(), ""));
            assert!(
                said.lines.iter().all(|line| line.contains("Demo Clinic") && !english.lines.contains(line))
            );
            assert!(said.headline.contains(&words.number(&total.to_string())), "{}", said.headline);
            assert!(headlines.insert(said.headline));
        }
    });
}

#[test]
fn a_failure_is_said_by_its_case_in_six_languages() {
    let doubts = vec![PersonDoubt::Name, PersonDoubt::BirthDate];
    let other = Error::from(SyncError::OtherPerson(doubts)).explain();
    let said: Vec<_> = Language::ALL.iter().map(|language| other.say(&Words::of(*language))).collect();
    assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), 6);
    assert!(said[0].contains("The name and the birth date differ."), "{said:?}");
    assert!(said[2].contains("Der Name und das Geburtsdatum stimmen nicht überein."), "{said:?}");
    // Two cases of one sort of trouble are told apart in every language.
    let timeout = Error::from(SyncError::LeaseLost).explain();
    let busy = Error::from(SyncError::Busy(std::time::Duration::from_secs(60))).explain();
    assert_eq!(timeout.kind, busy.kind);
    for language in Language::ALL {
        let words = Words::of(*language);
        assert_ne!(timeout.say(&words), busy.say(&words));
    }
}
