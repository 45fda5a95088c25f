//! Uploads: over breaks, restarts and abandonment, until they are files.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::UploadId;
use backpack_files::{BlobStore as _, ByteStream, Error as FileError, ErrorKind};
use backpack_keep::{Class, Description, Error, Keep, NewFile, Room, RoomTurn, UPLOAD_GRACE, VerifyOptions};
use backpack_testkit::run;
use bytes::Bytes;
use futures_util::stream;

use crate::world::World;

const PART: usize = 3 << 20;

fn content() -> Vec<u8> {
    (0..4 * PART).map(|at| (at % 251) as u8 ^ (at >> 16) as u8).collect()
}

/// A stream that gives these bytes in chunks, and then breaks.
fn breaking(bytes: &[u8]) -> ByteStream {
    let mut chunks: Vec<Result<Bytes, FileError>> =
        bytes.chunks(100_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    chunks.push(Err(FileError::new(ErrorKind::Source, "read content")));
    ByteStream::new(stream::iter(chunks))
}

async fn blobs(world: &World) -> usize {
    world.blobs.list(None).await.unwrap().ids.len()
}

#[test]
fn an_upload_goes_on_where_it_broke_off_also_after_a_restart() {
    run(async {
        let (world, whole) = (World::new(), content());
        let keep = world.create().await;
        let new = NewFile::new("scan.tif").with_media_type("image/tiff");
        let id = keep.begin_upload(&new).await.unwrap().id;
        let broken = keep.append_upload(id, 0, breaking(&whole[..10_000_000])).await;
        assert!(matches!(broken, Err(Error::Files(_))));
        assert!(keep.files().await.unwrap().is_empty());
        drop(keep);

        let keep = world.open().await;
        let kept = keep.uploads().await.unwrap();
        assert_eq!(kept.len(), 1);
        // What arrived before the break is there, to the last byte.
        assert_eq!((kept[0].id, kept[0].received, kept[0].name.as_str()), (id, 10_000_000, "scan.tif"));
        let wrong = keep.append_upload(id, 5, ByteStream::from_bytes("x")).await;
        assert!(matches!(wrong, Err(Error::Conflict)));
        let rest = ByteStream::from_bytes(whole[10_000_000..].to_vec());
        assert_eq!(keep.append_upload(id, 10_000_000, rest).await.unwrap(), whole.len() as u64);
        keep.sweep().await.unwrap();
        let clean = keep.verify_with(&VerifyOptions::default()).await.unwrap();
        assert!(clean.findings.is_empty(), "{:?}", clean.findings);

        let file = keep.finish_upload(id).await.unwrap();
        assert_eq!((file.name.as_str(), file.size), ("scan.tif", whole.len() as u64));
        assert_eq!(file.declared.as_deref(), Some("image/tiff"));
        let read = keep.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        assert!(read == whole);
        assert_eq!((blobs(&world).await, keep.uploads().await.unwrap().len()), (1, 0));
        assert!(matches!(keep.finish_upload(id).await, Err(Error::NoSuchUpload)));
    });
}

#[test]
fn the_same_content_is_the_file_that_is_here() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let file = keep.add_file(NewFile::new("a"), ByteStream::from_bytes("same")).await.unwrap();
        let id = keep.begin_upload(&NewFile::new("b")).await.unwrap().id;
        keep.append_upload(id, 0, ByteStream::from_bytes("sa")).await.unwrap();
        keep.append_upload(id, 2, ByteStream::from_bytes("me")).await.unwrap();
        assert_eq!(keep.finish_upload(id).await.unwrap().id, file.id);
        assert_eq!((blobs(&world).await, keep.files().await.unwrap().len()), (1, 1));
    });
}

#[test]
fn what_nobody_goes_on_with_is_swept_after_a_week() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let old = keep.begin_upload(&NewFile::new("old")).await.unwrap().id;
        keep.append_upload(old, 0, ByteStream::from_bytes("one")).await.unwrap();
        world.clock.advance(UPLOAD_GRACE - Duration::from_secs(1));
        let new = keep.begin_upload(&NewFile::new("new")).await.unwrap().id;
        keep.append_upload(new, 0, ByteStream::from_bytes("two")).await.unwrap();
        keep.sweep().await.unwrap();
        assert_eq!((keep.uploads().await.unwrap().len(), blobs(&world).await), (2, 2));
        world.clock.advance(Duration::from_secs(1));
        keep.sweep().await.unwrap();
        let left: Vec<UploadId> = keep.uploads().await.unwrap().iter().map(|upload| upload.id).collect();
        assert_eq!((left, blobs(&world).await), (vec![new], 1));
        keep.end_upload(new).await.unwrap();
        assert_eq!((keep.uploads().await.unwrap().len(), blobs(&world).await), (0, 0));
        // A second time there is nothing to do.
        keep.end_upload(new).await.unwrap();
        let clean = keep.verify_with(&VerifyOptions::default()).await.unwrap();
        assert!(clean.findings.is_empty(), "{:?}", clean.findings);
    });
}

#[test]
fn a_piece_whose_row_never_landed_is_a_blob_that_nothing_names() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let id = keep.begin_upload(&NewFile::new("n")).await.unwrap().id;
        keep.append_upload(id, 0, ByteStream::from_bytes("one")).await.unwrap();
        // As a crash between the bytes and their row leaves it.
        world.blobs.put(backpack_core::BlobId::random(), ByteStream::from_bytes("stray")).await.unwrap();
        let keep = world.open().await;
        let found = keep.verify_with(&VerifyOptions::default()).await.unwrap();
        assert_eq!(
            found.findings.iter().map(|finding| finding.class).collect::<Vec<_>>(),
            [Class::BlobUnnamed]
        );
        assert_eq!(keep.sweep().await.unwrap(), 1);
        assert_eq!(keep.upload(id).await.unwrap().unwrap().received, 3);
        let file = keep.finish_upload(id).await.unwrap();
        assert_eq!(keep.open_file(file.id, None).await.unwrap().collect().await.unwrap(), "one");
    });
}

/// Room for so many bytes in one Backpack.
#[derive(Debug)]
struct Small(u64, Arc<tokio::sync::Mutex<()>>);

#[async_trait]
impl Room for Small {
    async fn turn(&self, asking: &Keep) -> Result<RoomTurn, Error> {
        let turn = Arc::clone(&self.1).lock_owned().await;
        let used = asking.file_bytes().await?;
        Ok(RoomTurn::new(self.0.saturating_sub(used.total), turn))
    }
}

#[test]
fn there_is_room_to_the_last_byte_and_for_none_beyond() {
    run(async {
        let world = World::new();
        world.create().await;
        let parts = world.parts().with_room(Arc::new(Small(10, Arc::default())));
        let keep = Keep::open(parts).await.unwrap();
        let add =
            async |bytes: &'static str| keep.add_file(NewFile::new("n"), ByteStream::from_bytes(bytes)).await;
        add("123456").await.unwrap();
        assert!(matches!(add("abcde").await, Err(Error::TooLarge("file"))));
        assert!(matches!(add("abcdefghijklmn").await, Err(Error::TooLarge("file"))));
        assert_eq!(blobs(&world).await, 1, "what was refused left bytes behind");
        add("abcd").await.unwrap();
        assert!(matches!(add("x").await, Err(Error::TooLarge("file"))));
        // What is here takes no room again, and nothing takes none.
        add("123456").await.unwrap();
        add("").await.unwrap();
        // An upload is refused before its bytes are kept, and at the end.
        let id = keep.begin_upload(&NewFile::new("n")).await.unwrap().id;
        let refused = keep.append_upload(id, 0, ByteStream::from_bytes("1234567")).await;
        assert!(matches!(refused, Err(Error::TooLarge("file"))), "{refused:?}");
        keep.append_upload(id, 0, ByteStream::from_bytes("xyz")).await.unwrap();
        assert!(matches!(keep.finish_upload(id).await, Err(Error::TooLarge("file"))));
        // Several at once take no more than there is.
        let file = keep.files().await.unwrap().into_iter().find(|file| file.size == 6).unwrap();
        keep.remove_file(file.id).await.unwrap();
        let (one, two, three) = tokio::join!(add("aaa"), add("bbb"), add("ccc"));
        let added = [one, two, three].into_iter().filter(Result::is_ok).count();
        assert_eq!(added, 2);
    });
}

#[test]
fn a_file_is_described_and_keeps_what_is_not_mentioned() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let said = Description::new().with_caption("left hand").taken("2024-05");
        let new = NewFile::new("a.jpg").described(said);
        let id = keep.add_file(new, ByteStream::from_bytes("x")).await.unwrap().id;
        keep.describe_file(id, &Description::new().named("../hand\u{202e}.jpg")).await.unwrap();
        let row = world.open().await.file(id).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.caption.as_deref()), ("hand.jpg", Some("left hand")));
        assert_eq!(row.taken.as_deref(), Some("2024-05"));
        let row = keep.describe_file(id, &Description::new().with_caption("").taken("")).await.unwrap();
        assert_eq!((row.caption, row.taken), (None, None));
    });
}
