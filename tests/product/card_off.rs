//! Share cards: what was taken off is told neither by a gap nor by what stands in its place.

use backpack::cards::{CardItem, EMERGENCY, HEALTH_HISTORY};
use backpack::connect::{Outcome, Query};
use backpack::{Backpack, Filter};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use super::card_gaps::{NONE_AT_PORTALS, NOT_SAID, add_person, allergy, connect, contents, part, text};
use crate::world::Home;

/// A person with an allergy from a portal that was asked for nothing else, and what a card shows once it is off.
async fn with_penicillin(home: &Home) -> (Backpack, CardItem) {
    let backpack = add_person(home).await;
    let portal = ScriptedConnector::new()
        .with_query(
            Query::new("AllergyIntolerance", "allergies"),
            [allergy("p", "Penicillin", "medication"), allergy("n", "No known allergies", "medication")],
        )
        .with_outcome(Query::new("Goal", "goals"), Outcome::Empty)
        .with_outcome(Query::new("Device", "devices"), Outcome::Refused("no".to_owned()));
    let connection = connect(&backpack, &portal).await;
    backpack.sync(connection).await.unwrap();
    let found = backpack.find(&Filter::new().text("Penicillin")).records;
    (backpack, CardItem::Record(found[0].id))
}

#[test]
fn what_was_taken_off_is_not_betrayed_and_does_not_read_as_none() {
    run(async {
        let home = Home::new();
        let (backpack, penicillin) = with_penicillin(&home).await;
        // Beside the allergy nothing says that there is none.
        let before = text(&backpack, EMERGENCY, "en").await;
        assert_eq!(part(&before, "Allergies to medication"), "- Penicillin");
        backpack.take_off_card(EMERGENCY, penicillin).await.unwrap();
        let home = Home::new();
        let nobody_asked = add_person(&home).await;
        let (off, blank) = (contents(&backpack, EMERGENCY).await, contents(&nobody_asked, EMERGENCY).await);
        // The card is that of somebody of whom nobody knows anything: in what the host gets, and in every word.
        assert_eq!(
            (off.name, off.sort, off.facts, off.sections),
            (blank.name, blank.sort, blank.facts, blank.sections)
        );
        let words = text(&backpack, EMERGENCY, "en").await;
        assert_eq!(words, text(&nobody_asked, EMERGENCY, "en").await);
        assert!(words.contains(NOT_SAID), "{words}");
        // What is hidden is off as well.
        let home = Home::new();
        let (backpack, penicillin) = with_penicillin(&home).await;
        let CardItem::Record(id) = penicillin else { panic!("it is a record") };
        backpack.hide(id).await.unwrap();
        assert_eq!(text(&backpack, EMERGENCY, "en").await, words);
    });
}

#[test]
fn the_list_from_which_something_was_taken_off_looks_like_the_others_and_its_portal_is_not_named() {
    run(async {
        let home = Home::new();
        let (backpack, penicillin) = with_penicillin(&home).await;
        let whole = text(&backpack, HEALTH_HISTORY, "en").await;
        assert!(whole.contains(&format!("Goals: {NONE_AT_PORTALS}")), "{whole}");
        assert!(
            whole.contains("Devices: There may be some. The scripted portal: did not give it."),
            "{whole}"
        );
        backpack.take_off_card(HEALTH_HISTORY, penicillin).await.unwrap();
        let off = text(&backpack, HEALTH_HISTORY, "en").await;
        assert_eq!(part(&off, "Allergies"), format!("- {NOT_SAID}"));
        assert!(off.contains("Goals") && !off.contains(NONE_AT_PORTALS), "{off}");
        assert!(off.contains("Devices: There may be some. A portal: did not give it."), "{off}");
        assert!(
            !off.contains("scripted") && !off.contains("enicillin") && !off.contains("No known"),
            "{off}"
        );
    });
}
