//! Files: large ones from a reader, ranges, the same file twice, one file on two records.

use backpack::ErrorKind;
use backpack::files::ByteStream;
use backpack::keep::ChangeKind;
use backpack::record::entry::{Allergy, Visit};
use backpack_testkit::run;

use crate::world::process::noise;
use crate::world::{Home, files_below, told};

const LARGE: usize = 3 << 20;

#[test]
fn a_large_file_is_read_whole_and_by_ranges_also_after_opening_again() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(backpack::Person::new("Ana Ruiz")).await.unwrap();
        let content = noise(LARGE);
        let reader = ByteStream::from_reader(std::io::Cursor::new(content.clone()));
        let file = backpack.add_file_from("mri.bin", Some("application/dicom"), reader).await.unwrap();
        assert_eq!((file.name.as_str(), file.size), ("mri.bin", LARGE as u64));
        let (_account, backpack) = home.reopened(&account).await;
        let read = async |range: Option<std::ops::Range<u64>>| {
            backpack.open_file(file.id, range).await.unwrap().collect().await.unwrap()
        };
        assert!(read(None).await == content);
        let chunk = 64 << 10;
        for (from, to) in
            [(0, 1), (chunk - 1, chunk + 1), (5, 3 * chunk), (LARGE - 7, LARGE), (chunk, chunk), (100, LARGE)]
        {
            assert!(read(Some(from as u64..to as u64)).await == content[from..to], "{from}..{to}");
        }
        let beyond = backpack.open_file(file.id, Some(LARGE as u64 + 1..LARGE as u64 + 2)).await;
        assert!(matches!(beyond.unwrap_err().kind(), ErrorKind::Invalid(_)));
        let listed = backpack.files().await.unwrap();
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [file.id]);
    });
}

#[test]
fn the_same_content_twice_is_one_file_on_any_number_of_records() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(backpack::Person::new("Ana Ruiz")).await.unwrap();
        let content = noise(300_000);
        let file = backpack.add_file("plan.pdf", None, content.clone()).await.unwrap();
        let kept = stored(&home);
        let again = backpack.add_file("the same plan.pdf", None, content.clone()).await.unwrap();
        assert_eq!(again.id, file.id);
        assert!(stored(&home) < kept + 100_000, "the same content was stored twice");

        let allergy = backpack.add(Allergy::new("peanuts")).await.unwrap();
        let visit = backpack.add(Visit::new("check-up")).await.unwrap();
        for record in [allergy, visit] {
            backpack.attach(record, file.id).await.unwrap();
            backpack.attach(record, file.id).await.unwrap();
        }
        backpack.detach(visit, file.id).await.unwrap();
        backpack.attach(visit, file.id).await.unwrap();
        let (_account, backpack) = home.reopened(&account).await;
        for record in [allergy, visit] {
            assert_eq!(backpack.record(record).unwrap().overlay.files, [file.id]);
        }
        backpack.detach(allergy, file.id).await.unwrap();
        assert!(backpack.record(allergy).unwrap().overlay.files.is_empty());
        assert!(backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap() == content);
    });
}

/// The bytes of the blobs on disk.
fn stored(home: &Home) -> usize {
    files_below(&home.path().join("blobs")).values().map(Vec::len).sum()
}

#[test]
fn an_empty_file_and_a_broken_stream() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(backpack::Person::new("Ana Ruiz")).await.unwrap();
        let mut changes = backpack.changes();
        let empty = backpack.add_file("empty", None, Vec::<u8>::new()).await.unwrap();
        assert_eq!(empty.size, 0);
        assert!(backpack.open_file(empty.id, None).await.unwrap().collect().await.unwrap().is_empty());
        assert_eq!(told(&mut changes)[0].what, ChangeKind::File(empty.id));

        let broken = ByteStream::from_reader(Breaking(200_000));
        let error = backpack.add_file_from("scan", None, broken).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Io);
        assert_eq!(backpack.files().await.unwrap().len(), 1, "half a file was kept");
        let (_account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.files().await.unwrap().len(), 1);
        assert_eq!(
            backpack.file(backpack::core::FileId::random()).await.unwrap_err().kind(),
            &ErrorKind::NotFound("file")
        );
    });
}

/// A reader that fails after this many bytes.
struct Breaking(usize);

impl std::io::Read for Breaking {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.0 == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let length = into.len().min(self.0);
        into[..length].fill(9);
        self.0 -= length;
        Ok(length)
    }
}
