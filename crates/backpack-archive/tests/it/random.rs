//! Any Backpack: backed up in steps and put back, it is the same.

use std::path::Path;

use backpack_connect::Gone;
use backpack_core::{ContactId, Timestamp};
use backpack_files::ByteStream;
use backpack_keep::{Keep, NewFile};
use backpack_record::{Actor, OverlayChange, OverlayEvent, Relation};
use backpack_testkit::run;
use proptest::prelude::*;

use crate::world::{CONNECTION, OTHER, World, correct, exported, page, put, restore, result, shown};

/// Something that happens to a Backpack.
#[derive(Clone, Debug)]
enum Act {
    /// A result comes, from one of two sources; perhaps not for the first time.
    Result(bool, u8, u8),
    Nameless(u8),
    Pretty(u8),
    Gone(u8),
    Vanished(u8),
    Broken(u8),
    /// The person writes, or rewrites, an entry.
    Entry(u8),
    Event(u8, OverlayChange),
    Link(u8, u8),
    Correct(u8, u8),
    Undo(u8),
    File(u8),
    Unfile(u8),
    Compact,
    BackUp,
}

fn act() -> impl Strategy<Value = Act> {
    let change = prop_oneof![
        Just(OverlayChange::Hidden),
        Just(OverlayChange::Shown),
        any::<String>().prop_map(OverlayChange::Noted),
        "\\PC{0,8}".prop_map(OverlayChange::Flagged),
        Just(OverlayChange::Unflagged),
        "[a-cA-C]".prop_map(OverlayChange::Tagged),
        "[a-cA-C]".prop_map(OverlayChange::Untagged),
        Just(OverlayChange::Uncorrected("valueQuantity.value".parse().unwrap())),
        (0_u8..3).prop_map(|id| OverlayChange::ContactLinked(ContactId::from_bytes([id; 16]))),
        (0_u8..3).prop_map(|id| OverlayChange::ContactUnlinked(ContactId::from_bytes([id; 16]))),
    ];
    prop_oneof![
        6 => (any::<bool>(), 0_u8..4, 0_u8..3).prop_map(|(other, id, value)| Act::Result(other, id, value)),
        1 => (0_u8..3).prop_map(Act::Nameless),
        1 => (0_u8..3).prop_map(Act::Pretty),
        1 => (0_u8..4).prop_map(Act::Gone),
        1 => (0_u8..9).prop_map(Act::Vanished),
        1 => (0_u8..3).prop_map(Act::Broken),
        1 => (0_u8..4).prop_map(Act::Entry),
        2 => (0_u8..9, change).prop_map(|(record, change)| Act::Event(record, change)),
        1 => (0_u8..9, 0_u8..9).prop_map(|(record, other)| Act::Link(record, other)),
        2 => (0_u8..9, 0_u8..4).prop_map(|(record, value)| Act::Correct(record, value)),
        1 => (0_u8..9).prop_map(Act::Undo),
        1 => (0_u8..3).prop_map(Act::File),
        1 => (0_u8..3).prop_map(Act::Unfile),
        1 => Just(Act::Compact),
        2 => Just(Act::BackUp),
    ]
}

async fn play(world: &World, keep: &Keep, act: &Act) {
    world.clock.advance(std::time::Duration::from_millis(7));
    let ids: Vec<_> = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
    let pick = |number: u8| ids.get(usize::from(number) % ids.len().max(1)).copied();
    let come = |connection, body: Vec<u8>| page(connection, vec![put(body)]);
    match act {
        Act::Result(other, id, value) => {
            let connection = if *other { OTHER } else { CONNECTION };
            let body = result(&format!("r{id}"), &value.to_string());
            keep.commit_page(come(connection, body.into_bytes())).await.unwrap();
        }
        Act::Nameless(value) => {
            let body = format!(r#"{{"resourceType":"Basic","x":{value}}}"#);
            keep.commit_page(come(CONNECTION, body.into_bytes())).await.unwrap();
        }
        Act::Pretty(value) => {
            let body = format!("{{\n\t\"resourceType\": \"Basic\",\n\"id\":\"p\", \"x\":{value}}}");
            keep.commit_page(come(CONNECTION, body.into_bytes())).await.unwrap();
        }
        Act::Gone(id) => {
            let mut gone = page(CONNECTION, Vec::new());
            gone.gone.push(Gone::new("Observation", format!("r{id}")));
            keep.commit_page(gone).await.unwrap();
        }
        Act::Vanished(number) => {
            let ids: Vec<_> = pick(*number).into_iter().collect();
            keep.mark_vanished(CONNECTION, &ids, None).await.unwrap();
        }
        Act::Broken(number) => {
            keep.commit_page(come(CONNECTION, vec![b'{', *number, 0xff])).await.unwrap();
        }
        Act::Entry(number) => {
            let body = format!(r#"{{"resourceType":"Observation","code":{{"text":"{number}"}}}}"#);
            let known = keep.catalog(|catalog| {
                let is_entry =
                    |record: &backpack_keep::Record<'_>| record.source() == backpack_keep::Source::Entry;
                catalog.records().find(is_entry).map(|record| record.id())
            });
            let known = known.filter(|_| number % 2 == 0);
            keep.put_entry(known, body.into_bytes().into(), Actor::Named("x".into())).await.unwrap();
        }
        Act::Event(number, change) => {
            let Some(record) = pick(*number) else { return };
            let at = Timestamp::from_millis(i64::from(*number));
            keep.append(vec![OverlayEvent::new(record, Actor::Person, at, change.clone())]).await.unwrap();
        }
        Act::Link(number, other) => {
            let (Some(record), Some(other)) = (pick(*number), pick(*other)) else { return };
            let change = OverlayChange::Linked(other, Relation::DuplicateOf, Some("ü".into()));
            let event = OverlayEvent::new(record, Actor::Person, Timestamp::from_millis(9), change);
            assert_eq!(keep.append(vec![event]).await.is_ok(), record != other);
        }
        Act::Correct(number, value) => {
            let Some(record) = pick(*number) else { return };
            correct(keep, record, "valueQuantity.value", &value.to_string()).await;
        }
        Act::Undo(number) => {
            let Some(record) = pick(*number) else { return };
            drop(keep.undo(record).await);
        }
        Act::File(number) => {
            let content = ByteStream::from_bytes(vec![*number; usize::from(*number) * 70_000]);
            keep.add_file(NewFile::new(format!("f{number}")), content).await.unwrap();
        }
        Act::Unfile(number) => {
            let files = keep.files().await.unwrap();
            if let Some(file) = files.iter().find(|file| file.name == format!("f{number}")) {
                keep.remove_file(file.id).await.unwrap();
            }
        }
        Act::Compact => drop(keep.compact().await.unwrap()),
        Act::BackUp => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_backpack_backed_up_in_steps_comes_back_the_same(acts in prop::collection::vec(act(), 0..24)) {
        run(async {
            let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
            let keep = world.create().await;
            let (mut files, mut mark) = (Vec::new(), None);
            for act in acts.iter().chain([&Act::BackUp]) {
                play(&world, &keep, act).await;
                if matches!(act, Act::BackUp) {
                    let file = scratch.path().join(format!("{}.age", files.len()));
                    mark = Some(world.back_up(&keep, &file, mark.take()).await.mark);
                    files.push(file);
                }
            }
            let files: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
            let (_, back) = restore(&world, &files).await;
            assert_eq!(exported(&back).await, exported(&keep).await);
            assert_eq!(shown(&back), shown(&keep));
            back.verify().await.unwrap();
        });
    }
}
