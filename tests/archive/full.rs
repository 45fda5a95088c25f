//! The disk that a backup is written to is full: it is refused by name, and nothing else is harmed.

use backpack::archive::Source;
use backpack::record::entry::Symptom;
use backpack::{ErrorKind, Person};
use backpack_testkit::run;

use super::{exported, key, lock};
use crate::world::Home;
use crate::world::process::{SmallDisk, noise};

#[test]
fn a_backup_onto_a_full_disk_is_refused_and_the_earlier_one_is_whole() {
    let Some(disk) = SmallDisk::mount(2 << 20) else {
        println!("backups onto a full disk were skipped: no small file system can be mounted here");
        return;
    };
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        backpack.add(Symptom::new("headache")).await.unwrap();
        let (first, next) = (disk.path().join("first.age"), disk.path().join("next.age"));
        let mark = account.back_up(backpack.id(), &first, lock(), None).await.unwrap().mark;
        let (bytes, small) = (std::fs::read(&first).unwrap(), exported(&backpack).await);
        backpack.add_file("scan.bin", None, noise(4 << 20)).await.unwrap();
        for since in [None, Some(mark.clone())] {
            let refused = account.back_up(backpack.id(), &next, lock(), since).await.unwrap_err();
            assert_eq!(refused.kind(), &ErrorKind::Full, "{refused:?}");
        }
        let refused = backpack.export_to(disk.path().join("export")).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::Full, "{refused:?}");
        // Nothing of what was refused takes the room of something else.
        let left: Vec<_> =
            std::fs::read_dir(disk.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [first.as_path()]);
        assert!(std::fs::read(&first).unwrap() == bytes, "the earlier backup was changed");

        // The account goes on, and so does the chain where there is room.
        backpack.add(Symptom::new("another")).await.unwrap();
        let roomy = home.folder.path().join("next.age");
        account.back_up(backpack.id(), &roomy, lock(), Some(mark)).await.unwrap();
        let expected = exported(&backpack).await;
        account.delete_backpack(backpack.id()).await.unwrap();
        let sealed = |file| Source::sealed(file, key());
        let back = account.restore(vec![sealed(&first), sealed(&roomy)]).await.unwrap();
        assert!(exported(&back).await == expected, "an export differs");
        account.delete_backpack(back.id()).await.unwrap();
        let back = account.restore(vec![sealed(&first)]).await.unwrap();
        assert!(exported(&back).await == small, "an export of the first differs");
    });
}
