//! A sealed backup of which one bit is another, or the end is missing: refused, and nothing of it is put back.

use std::sync::Arc;

use backpack::archive::Source;
use backpack::record::entry::Allergy;
use backpack::{Account, ErrorKind, Person, Storage, Unlock};
use backpack_testkit::run;

use super::{exported, key, lock};
use crate::world::Home;

const FLIPS: usize = 300;
const CUTS: usize = 50;

#[test]
fn a_bit_that_was_flipped_and_an_end_that_is_missing_are_refused() {
    run(async {
        let home = Home::new();
        let storage = || Storage::in_memory(Arc::new(home.clock.clone()));
        let unlock = || Unlock::host_key(vec![7; 32]);
        let from = Account::create_on(storage(), unlock(), home.options.clone()).await.unwrap();
        let backpack = from.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let allergy = backpack.add(Allergy::new("peanuts")).await.unwrap();
        backpack.note(allergy, "noted").await.unwrap();
        backpack.add_file("plan.txt", None, &b"a plan"[..]).await.unwrap();
        let file = home.folder.path().join("one.age");
        from.back_up(backpack.id(), &file, lock(), None).await.unwrap();
        let whole = std::fs::read(&file).unwrap();
        let there = Account::create_on(storage(), unlock(), home.options.clone()).await.unwrap();

        let mut wrong: Vec<(String, Vec<u8>)> = Vec::new();
        for number in 0..FLIPS {
            let (at, bit) = (number * whole.len() / FLIPS, number % 8);
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            wrong.push((format!("bit {bit} of byte {at}"), bytes));
        }
        for number in 0..CUTS {
            let length = number * whole.len() / CUTS;
            wrong.push((format!("{length} bytes"), whole[..length].to_vec()));
        }
        wrong.push(("the last byte".to_owned(), whole[..whole.len() - 1].to_vec()));
        wrong.push(("a byte more".to_owned(), [&whole[..], &[0]].concat()));
        let mut damaged = 0;
        for (what, bytes) in wrong {
            std::fs::write(&file, bytes).unwrap();
            let refused = there.restore(vec![Source::sealed(&file, key())]).await;
            match refused.map(|_| ()).unwrap_err().kind() {
                ErrorKind::Damaged => damaged += 1,
                // The header says what the file is, and how it opens.
                ErrorKind::NotAnArchive | ErrorKind::WrongPassphrase | ErrorKind::Invalid(_) => {}
                other => panic!("{what}: {other:?}"),
            }
            assert!(there.backpacks().await.unwrap().is_empty(), "{what}");
        }
        println!("{damaged} of {} were refused as damaged, of {} bytes", FLIPS + CUTS + 2, whole.len());
        assert!(damaged > FLIPS / 2);
        std::fs::write(&file, whole).unwrap();
        let back = there.restore(vec![Source::sealed(&file, key())]).await.unwrap();
        assert!(exported(&back).await == exported(&backpack).await, "an export differs");
    });
}
