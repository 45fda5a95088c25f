//! The index follows what happens, and is kept.

use backpack::record::entry::{Note, Symptom};
use backpack::search::Search;
use backpack::{Account, Person};

use super::{found, noise};
use crate::{account, host_key, options};

const NONE: [&str; 0] = [];

#[test]
fn edits_notes_deletions_and_files_are_followed() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let id = backpack.add(Symptom::new("Headache")).await.unwrap();
        assert_eq!(found(&backpack, "headache").await, ["Headache"]);
        backpack.edit(id, Symptom::new("Migraine")).await.unwrap();
        assert_eq!(found(&backpack, "headache").await, NONE);
        assert_eq!(found(&backpack, "migraine").await, ["Migraine"]);
        backpack.note(id, "zigzag lines").await.unwrap();
        assert_eq!(found(&backpack, "zigzag").await, ["Migraine"]);
        let note = backpack.record(id).unwrap().overlay.notes[0].id;
        backpack.undo_event(id, note).await.unwrap();
        assert_eq!(found(&backpack, "zigzag").await, NONE);
        backpack.delete(id).await.unwrap();
        assert_eq!(found(&backpack, "migraine").await, NONE);
        backpack.restore(id).await.unwrap();
        assert_eq!(found(&backpack, "migraine").await, ["Migraine"]);
        let file = backpack.add_file("diary.txt", None, &b"words"[..]).await.unwrap();
        assert_eq!(found(&backpack, "diary").await, ["diary.txt"]);
        backpack.keep().remove_file(file.id).await.unwrap();
        assert_eq!(found(&backpack, "diary").await, NONE);
    });
}

#[test]
fn what_was_removed_is_in_no_piece_any_more() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        backpack.add(Symptom::new("Headache")).await.unwrap();
        let file = backpack.add_file("very private letter.txt", None, &b"words"[..]).await.unwrap();
        assert_eq!(found(&backpack, "private").await, ["very private letter.txt"]);
        backpack.keep().remove_file(file.id).await.unwrap();
        backpack.prepare_search().await.unwrap();
        let kept = backpack.keep().kept_index().await.unwrap().unwrap();
        for piece in kept.pieces {
            let bytes = backpack.keep().index_piece(piece).await.unwrap().unwrap();
            assert!(!bytes.windows(16).any(|part| part == &file.id.as_bytes()[..]));
        }
        assert_eq!(found(&backpack, "headache").await, ["Headache"]);
    });
}

#[test]
fn the_index_is_kept_and_taken_up_again() {
    backpack_testkit::run(async {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("account");
        let first = Account::create(&place, host_key(), options()).await.unwrap();
        let backpack = first.add_backpack(Person::unnamed()).await.unwrap();
        let space = backpack.id();
        for number in 0..20 {
            backpack.add(Note::new(noise(400, 'q')).title(format!("Note {number}"))).await.unwrap();
        }
        let size = backpack.prepare_search().await.unwrap();
        assert_eq!((size.subjects, size.pieces), (20, 1));
        let kept = backpack.keep().kept_index().await.unwrap().unwrap();
        // A sweep leaves what the index names alone.
        backpack.compact().await.unwrap();
        first.close().await.unwrap();
        drop((first, backpack));

        let second = Account::open(&place, host_key(), options()).await.unwrap();
        let backpack = second.backpack(space).await.unwrap();
        assert_eq!(found(&backpack, "\"note 7\"").await, ["Note 7"]);
        assert_eq!(backpack.keep().kept_index().await.unwrap().unwrap(), kept, "nothing was made anew");
        backpack.add(Note::new("Another")).await.unwrap();
        assert_eq!(found(&backpack, "another").await, ["Another"]);
        let more = backpack.keep().kept_index().await.unwrap().unwrap();
        assert_eq!(more.pieces[..1], kept.pieces[..], "what was there stays as it is");
        assert_eq!(more.pieces.len(), 2);
        second.close().await.unwrap();
    });
}

#[test]
fn many_small_changes_leave_few_pieces() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        for number in 0..60 {
            backpack.add(Symptom::new(format!("Ache number {number}"))).await.unwrap();
            assert_eq!(backpack.search(&Search::new("ache")).await.unwrap().total, number + 1);
            assert!(backpack.prepare_search().await.unwrap().pieces <= 5);
        }
    });
}

#[test]
fn a_dropped_search_and_several_at_once_find_the_same() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        for number in 0..50 {
            backpack.add(Symptom::new(format!("Ache {number}"))).await.unwrap();
        }
        let search = Search::new("ache");
        for polls in 0..40 {
            let mut dropped = Box::pin(backpack.search(&search));
            for _ in 0..polls {
                if futures_util::poll!(&mut dropped).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let all = futures_util::future::join_all((0..8).map(|_| backpack.search(&search))).await;
        assert!(all.iter().all(|results| results.as_ref().unwrap().total == 50));
    });
}
