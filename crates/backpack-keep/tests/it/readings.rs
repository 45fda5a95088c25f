//! What was read out of files: kept in pieces, replaced whole, gone with the file.

use backpack_core::FileId;
use backpack_files::ByteStream;
use backpack_keep::{Error, NewFile, Reading, RotationOptions, VerifyOptions};
use backpack_store::{Scan, Table};
use backpack_testkit::run;
use bytes::Bytes;

use crate::verify::noise;
use crate::world::World;

const FACTS: Table = Table(28);

async fn pieces(world: &World) -> usize {
    world.store.scan(&Scan::new(world.space, FACTS)).await.unwrap().entries.len()
}

fn reading(reader: u32, pages: usize) -> Reading {
    let mut reading = Reading::new(reader, format!("facts {reader}").into_bytes());
    reading.pages = (0..pages).map(|page| noise(page as u64, 60_000)).collect();
    reading.picture = Bytes::from(noise(99, 70_000));
    reading
}

#[test]
fn text_and_picture_come_back_and_go_with_the_file() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let file = keep.add_file(NewFile::new("n"), ByteStream::from_bytes("x")).await.unwrap().id;
        assert_eq!(keep.reading(file).await.unwrap(), None);
        keep.put_reading(file, reading(1, 30)).await.unwrap();
        let keep = world.open().await;
        let head = keep.reading(file).await.unwrap().unwrap();
        assert_eq!((head.reader, &head.facts[..], head.has_text), (1, &b"facts 1"[..], true));
        assert_eq!(keep.pages_of(file).await.unwrap().unwrap(), reading(1, 30).pages);
        assert_eq!(keep.picture_of(file).await.unwrap().unwrap(), reading(1, 0).picture);
        let many = pieces(&world).await;
        assert!(many > 10, "{many}");
        let clean = keep.verify_with(&VerifyOptions::default()).await.unwrap();
        assert!(clean.findings.is_empty(), "{:?}", clean.findings);

        // Read anew there is less: what was more goes.
        keep.put_reading(file, Reading::new(2, "less")).await.unwrap();
        assert_eq!((pieces(&world).await, keep.pages_of(file).await.unwrap()), (1, None));
        assert_eq!(keep.picture_of(file).await.unwrap(), None);
        keep.put_reading(file, reading(3, 4)).await.unwrap();
        keep.remove_file(file).await.unwrap();
        assert_eq!(pieces(&world).await, 0);
        assert!(matches!(keep.put_reading(file, reading(3, 1)).await, Err(Error::NoSuchFile)));
        let nowhere = keep.put_reading(FileId::random(), reading(1, 1)).await;
        assert!(matches!(nowhere, Err(Error::NoSuchFile)));
        assert_eq!(pieces(&world).await, 0);
    });
}

#[test]
fn what_is_written_anew_is_read_as_before_or_not_at_all() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let file = keep.add_file(NewFile::new("n"), ByteStream::from_bytes("x")).await.unwrap().id;
        keep.put_reading(file, reading(1, 3)).await.unwrap();
        let before = std::sync::Arc::clone(&world.memory);
        let mut other = reading(1, 3);
        other.pages[0] = "another".into();
        keep.put_reading(file, other.clone()).await.unwrap();
        drop(before);
        assert_eq!(keep.pages_of(file).await.unwrap().unwrap(), other.pages);
        // It is sealed like everything else, and sealed anew with it.
        world.new_epoch();
        keep.rotate::<Error>(world.keys(), RotationOptions::new(), |_| {}, async { Ok(world.forget_old()) })
            .await
            .unwrap();
        assert_eq!(world.open().await.pages_of(file).await.unwrap().unwrap(), other.pages);
        let facts = Reading::new(1, vec![0; 50 << 10]);
        assert!(matches!(keep.put_reading(file, facts).await, Err(Error::TooLarge(_))));
    });
}
