//! Share cards, where several act at once, and where something is damaged.

use backpack::cards::{Card, CardItem, EMERGENCY, LinkOptions};
use backpack::record::entry::{Allergy, AllergyCategory};
use backpack::store::{Batch, Scan, Table};
use backpack::{Account, Backpack, ErrorKind, Person};

use crate::two::World;
use crate::{account, host_key, options};

const BLOCK: Table = Table(3);

fn medication(name: &str) -> Allergy {
    Allergy::new(name).category(AllergyCategory::Medication)
}

#[test]
fn a_card_in_one_process_shows_what_another_wrote_a_moment_ago() {
    backpack_testkit::run(async {
        let (_world, first, second) = World::new().await;
        let here = first.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let there = second.backpack(here.id()).await.unwrap();
        let link = there.switch_on_link(EMERGENCY, &LinkOptions::default()).await.unwrap();
        let (token, code) = (link.token.expose(), link.code.expose());
        for (count, name) in (1..).zip(["penicillin", "ibuprofen"]) {
            here.add(medication(name)).await.unwrap();
            assert_eq!(there.card_contents(EMERGENCY).await.unwrap().records(), count);
            let newest = here.add(medication(name)).await.unwrap();
            assert_eq!(there.view_card(token, code, "ER").await.unwrap().records(), count + 1);
            here.take_off_card(EMERGENCY, CardItem::Record(newest)).await.unwrap();
            assert_eq!(there.view_card(token, code, "ER").await.unwrap().records(), count);
        }
        here.switch_off_link(&link.token).await.unwrap();
        assert!(there.view_card(token, code, "ER").await.is_err());
    });
}

/// Removes a card while a link to it is switched on; returns whether the link is there and the card is not.
async fn is_left_behind(backpack: &Backpack) -> bool {
    let card = backpack.add_card(Card::custom("school")).await.unwrap();
    let (one, other) = (backpack.clone(), backpack.clone());
    let options = LinkOptions::default();
    let switching = tokio::spawn(async move { one.switch_on_link(card, &options).await.is_ok() });
    let removing = tokio::spawn(async move { other.remove_card(card).await });
    switching.await.unwrap();
    removing.await.unwrap().unwrap();
    backpack.card_links().await.unwrap().iter().any(|link| link.card == card)
}

#[test]
fn no_link_to_a_card_outlives_it_whoever_is_faster() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        for round in 0..1_000 {
            assert!(!is_left_behind(&backpack).await, "round {round}");
        }
    });
}

#[test]
fn an_allergy_whose_body_is_damaged_is_on_the_card_all_the_same() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let id = backpack.add(medication("penicillin")).await.unwrap();
        backpack.add(Allergy::new("peanuts").category(AllergyCategory::Food)).await.unwrap();
        let blocks = storage.store.scan(&Scan::new(backpack.id(), BLOCK)).await.unwrap().entries;
        assert!(!blocks.is_empty());
        for block in blocks {
            let mut bytes = block.value.bytes.to_vec();
            let middle = bytes.len() / 2;
            *bytes.get_mut(middle).unwrap() ^= 1;
            storage.store.commit(Batch::new(backpack.id()).put(BLOCK, block.id, bytes)).await.unwrap();
        }
        let again = Account::open_on(storage.clone(), host_key(), options()).await.unwrap();
        let again = again.backpack(backpack.id()).await.unwrap();
        assert_eq!(again.body(id).await.unwrap_err().kind(), &ErrorKind::Damaged);
        // What they are to is not known any more: both may be to medication.
        let sections = again.card_contents(EMERGENCY).await.unwrap().sections;
        let mut titles: Vec<_> =
            sections.iter().flat_map(|section| &section.records).map(|record| &record.title).collect();
        titles.sort();
        assert_eq!(titles, ["peanuts", "penicillin"]);
    });
}
