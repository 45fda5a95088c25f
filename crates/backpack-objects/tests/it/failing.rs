//! Every call fails once, in every way: a blob is whole or not there, no byte is wrong, and nothing is left after a sweep.

use std::sync::Arc;
use std::time::Duration;

use backpack_core::{BlobId, Retry};
use backpack_files::{BlobStore as _, Error, ErrorKind};
use backpack_objects::ObjectBlobs;
use backpack_objects::object_store::ObjectStore;
use backpack_objects::object_store::memory::InMemory;

use crate::faulty::{FAULTS, Fault, Faulty};
use crate::support::{blobs, content, kind, names, pieces, read, settled, sweeping};

const PART: usize = 10_000;
/// One object, and parts of which the last is a short one.
const SIZES: [usize; 3] = [0, 9_000, 34_567];

fn faulty() -> (Arc<Faulty>, ObjectBlobs, ObjectBlobs) {
    let inner: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let faulty = Faulty::new(Arc::clone(&inner));
    let store: Arc<dyn ObjectStore> = Arc::clone(&faulty) as _;
    (faulty, blobs(&store, PART), blobs(&inner, PART))
}

/// Calls `act` with the nth call failing, for every n, until no call is left to fail. Time is virtual.
async fn at_every_call(act: impl AsyncFn(&Faulty, &ObjectBlobs, &ObjectBlobs, Fault, usize)) {
    for fault in FAULTS {
        for size in SIZES {
            for nth in 0.. {
                let (store, blobs, direct) = faulty();
                store.fail(fault, nth..nth + 1);
                act(&store, &blobs, &direct, fault, size).await;
                if store.calls() <= nth {
                    assert!(nth > 0, "something was asked");
                    break;
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_failure_of_any_call_is_passed_over_when_writing() {
    at_every_call(async |store, blobs, direct, fault, size| {
        let (id, bytes) = (BlobId::random(), content(size));
        let put = blobs.put(id, pieces(&bytes, 777)).await;
        assert_eq!(put.unwrap(), size as u64, "{fault:?}");
        store.mend();
        assert!(read(direct, id).await.unwrap() == bytes, "{fault:?}, {size} bytes");
        assert_eq!(direct.list(None).await.unwrap().ids, [id]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn one_failure_of_any_call_is_passed_over_when_reading() {
    at_every_call(async |store, blobs, direct, fault, size| {
        let (id, bytes) = (BlobId::random(), content(size));
        direct.put(id, pieces(&bytes, 777)).await.unwrap();
        assert!(read(blobs, id).await.unwrap() == bytes, "{fault:?}, {size} bytes");
        let (from, to) = (size / 3, size - size / 5);
        let part = blobs.get(id, Some(from as u64..to as u64)).await.unwrap().collect().await.unwrap();
        assert!(part == bytes[from..to], "{fault:?}, {from}..{to}");
        assert_eq!(blobs.size(id).await.unwrap(), size as u64);
        assert_eq!(blobs.list(None).await.unwrap().ids, [id]);
        assert_eq!(blobs.list(Some(id)).await.unwrap().ids, []);
        store.mend();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn one_failure_of_any_call_is_passed_over_when_deleting() {
    at_every_call(async |store, blobs, direct, fault, size| {
        let id = BlobId::random();
        direct.put(id, pieces(&content(size), 777)).await.unwrap();
        blobs.delete(id).await.unwrap();
        store.mend();
        assert_eq!(kind(direct.get(id, None).await), Some(ErrorKind::NotFound), "{fault:?}");
        assert_eq!(names(store).await, [] as [String; 0], "{fault:?}, {size} bytes");
    })
    .await;
}

/// From the nth call on everything fails: what a put that failed leaves is nothing, or the whole blob if its very last
/// answer was lost; and a sweep takes the rest.
#[tokio::test(start_paused = true)]
async fn a_storage_that_goes_away_leaves_no_half_blob() {
    for fault in FAULTS {
        for size in SIZES {
            for nth in 0.. {
                let (store, blobs, direct) = faulty();
                let (id, bytes) = (BlobId::random(), content(size));
                store.fail(fault, nth..u64::MAX);
                let put = blobs.put(id, pieces(&bytes, 777)).await;
                let calls = store.calls();
                store.mend();
                match put {
                    Ok(_) => assert!(calls <= nth, "{fault:?} of call {nth} of {calls} was seen"),
                    Err(error) => {
                        assert_eq!((*error.kind(), error.retry()), (ErrorKind::Unavailable, Retry::Soon));
                        assert!(!told(&error).contains("secret"), "{}", told(&error));
                    }
                }
                let listed = direct.list(None).await.unwrap().ids;
                let is_there = listed == [id];
                assert_eq!(kind(direct.size(id).await).is_none(), is_there);
                if is_there {
                    assert!(read(&direct, id).await.unwrap() == bytes, "{fault:?} from call {nth} on");
                }
                let sweeper = direct.clone().with_patience(sweeping());
                tokio::time::sleep(Duration::from_secs(3600)).await;
                sweeper.sweep_unfinished(Duration::ZERO).await.unwrap();
                let objects = if is_there { 1 + size.div_ceil(PART) * usize::from(size > PART) } else { 0 };
                assert_eq!(names(store.as_ref()).await.len(), objects, "{fault:?} from call {nth} on");
                if calls <= nth {
                    break;
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_storage_that_is_silent_is_left_in_bounded_time() {
    let (store, blobs, direct) = faulty();
    let id = BlobId::random();
    direct.put(id, pieces(&content(34_567), 777)).await.unwrap();
    store.fail(Fault::Silent, 0..u64::MAX);
    // Five tries of 30 seconds each, and the rests between them.
    let began = tokio::time::Instant::now();
    assert_eq!(kind(blobs.get(id, None).await), Some(ErrorKind::Unavailable));
    assert!((150..160).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    for outcome in [kind(blobs.size(id).await), kind(blobs.list(None).await), kind(blobs.delete(id).await)] {
        assert_eq!(outcome, Some(ErrorKind::Unavailable));
    }
    let began = tokio::time::Instant::now();
    assert_eq!(kind(blobs.put(BlobId::random(), pieces(b"small", 1)).await), Some(ErrorKind::Unavailable));
    assert!(began.elapsed().as_secs() < 320, "{:?}", began.elapsed());
}

/// Real time: what a drop leaves to be tidied up is tidied up by itself.
#[tokio::test]
async fn a_source_that_fails_or_goes_away_leaves_no_parts() {
    use backpack_files::ByteStream;
    use bytes::Bytes;
    use futures_util::{StreamExt as _, poll, stream};
    use std::pin::pin;

    let (store, blobs, _) = faulty();
    let good = |chunks: usize| stream::iter((0..chunks).map(|_| Ok(Bytes::from(content(7_000)))));
    for chunks in [0, 1, 2, 9] {
        let broken = stream::once(async { Err(Error::new(ErrorKind::Unavailable, "read source")) });
        let put = blobs.put(BlobId::random(), ByteStream::new(good(chunks).chain(broken))).await;
        assert_eq!(kind(put), Some(ErrorKind::Source));
        assert_eq!(settled(store.as_ref(), 0).await, [] as [String; 0]);
        {
            let endless = ByteStream::new(good(chunks).chain(stream::pending()));
            let mut put = pin!(blobs.put(BlobId::random(), endless));
            for _ in 0..20 {
                assert!(poll!(put.as_mut()).is_pending());
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(settled(store.as_ref(), 0).await, [] as [String; 0]);
    }
}

/// A put that is dropped while its last request is under way takes the blob back.
#[tokio::test]
async fn a_put_that_is_dropped_at_its_very_end_takes_the_blob_back() {
    use futures_util::poll;
    use std::pin::pin;

    for size in SIZES {
        for polls in 0..30 {
            let (store, blobs, _) = faulty();
            let is_done = {
                let mut put = pin!(blobs.put(BlobId::random(), pieces(&content(size), 5_000)));
                let mut is_done = false;
                for _ in 0..polls {
                    is_done = is_done || poll!(put.as_mut()).is_ready();
                    if is_done {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
                is_done
            };
            if is_done {
                break;
            }
            assert_eq!(settled(store.as_ref(), 0).await, [] as [String; 0], "{size} bytes, {polls} polls");
        }
    }
}

/// Returns everything that an error tells.
fn told(error: &Error) -> String {
    let mut told = format!("{error} {error:?}");
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        told += &format!(" {cause} {cause:?}");
        next = cause.source();
    }
    told
}
