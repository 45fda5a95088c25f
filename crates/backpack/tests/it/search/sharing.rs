//! Two processes on one store: both search, both write the index.

use backpack::Person;
use backpack::record::entry::{Note, Symptom};
use futures_util::future::join;

use super::{found, noise};
use crate::two::World;

#[test]
fn two_that_search_and_write_by_turns_find_everything_and_leave_one_index() {
    backpack_testkit::run(async {
        let (world, one, two) = World::new().await;
        let here = one.add_backpack(Person::unnamed()).await.unwrap();
        let there = two.backpack(here.id()).await.unwrap();
        for round in 0..12 {
            here.add(Note::new(noise(800, 'a')).title(format!("Note {round}"))).await.unwrap();
            there.add(Symptom::new(format!("Ache {round}"))).await.unwrap();
            let (notes, aches) = join(found(&here, "ache"), found(&there, "note")).await;
            assert_eq!((notes.len(), aches.len()), (round + 1, round + 1));
            let both = join(here.prepare_search(), there.prepare_search()).await;
            assert_eq!((both.0.unwrap().subjects, both.1.unwrap().subjects), (2 * round + 2, 2 * round + 2));
        }
        let (seen, other) = join(here.keep().kept_index(), there.keep().kept_index()).await;
        assert_eq!(seen.unwrap(), other.unwrap());
        drop((here, there, one, two));
        let third = world.check().await;
        let id = third.backpacks().await.unwrap()[0].id;
        assert_eq!(found(&third.backpack(id).await.unwrap(), "\"note 7\"").await, ["Note 7"]);
    });
}

#[test]
fn what_one_forgets_the_other_makes_anew() {
    backpack_testkit::run(async {
        let (_world, one, two) = World::new().await;
        let here = one.add_backpack(Person::unnamed()).await.unwrap();
        let there = two.backpack(here.id()).await.unwrap();
        here.add(Symptom::new("Ache")).await.unwrap();
        assert_eq!(found(&there, "ache").await, ["Ache"]);
        assert_eq!(found(&here, "ache").await, ["Ache"]);
        here.keep().forget_index().await.unwrap();
        here.add(Symptom::new("Bruise")).await.unwrap();
        assert_eq!(found(&there, "bruise").await, ["Bruise"]);
        assert_eq!(found(&there, "ache").await, ["Ache"]);
        assert_eq!(found(&here, "bruise").await, ["Bruise"]);
    });
}
