//! What files take, as it is followed, against counting every row.

use backpack_core::FileId;
use backpack_files::ByteStream;
use backpack_keep::{Description, Error, Keep, NewFile};
use backpack_testkit::run;
use proptest::prelude::*;

use crate::world::World;

/// Something that is done to the files of a Backpack, through one of two handles.
#[derive(Clone, Debug)]
enum Step {
    /// A file of so many bytes; one of two of the same size is the same.
    Add(bool, u16, bool),
    /// The file of this number, if there is one.
    Remove(bool, usize),
    Describe(bool, usize),
    /// The handle is opened anew.
    Open(bool),
    Sweep(bool),
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_files_take_is_what_counting_them_says(steps in prop::collection::vec(step(), 1..40)) {
        run(async {
            let world = World::shared();
            let mut handles = [world.create().await, world.open().await];
            for step in steps {
                take(&world, &mut handles, &step).await;
                for keep in &handles {
                    let bytes = keep.file_bytes().await.unwrap();
                    assert_eq!((bytes.total, bytes.largest), counted(keep).await, "after {step:?}");
                    let peeked = Keep::peek_file_bytes(&*world.store, &world.keys(), None).await.unwrap();
                    assert_eq!(peeked.bytes, bytes.total);
                    let again = Keep::peek_file_bytes(&*world.store, &world.keys(), Some(peeked)).await;
                    assert_eq!(again.unwrap(), peeked);
                }
            }
        });
    }
}

async fn counted(keep: &Keep) -> (u64, u64) {
    let sizes: Vec<u64> = keep.files().await.unwrap().iter().map(|file| file.size).collect();
    (sizes.iter().sum(), sizes.into_iter().max().unwrap_or_default())
}

async fn take(world: &World, handles: &mut [Keep; 2], step: &Step) {
    let keep = |second: &bool| handles.get(usize::from(*second)).unwrap().clone();
    match step {
        Step::Add(second, size, other) => {
            let bytes = vec![u8::from(*other); usize::from(*size)];
            keep(second).add_file(NewFile::new("n"), ByteStream::from_bytes(bytes)).await.unwrap();
        }
        Step::Remove(second, number) => {
            if let Some(id) = nth(&keep(second), *number).await {
                keep(second).remove_file(id).await.unwrap();
            }
        }
        Step::Describe(second, number) => {
            if let Some(id) = nth(&keep(second), *number).await {
                let said = Description::new().with_caption(format!("picture {number}"));
                keep(second).describe_file(id, &said).await.unwrap();
            }
        }
        Step::Open(second) => *handles.get_mut(usize::from(*second)).unwrap() = world.open().await,
        // What the other one did may have to be read first.
        Step::Sweep(second) => match keep(second).sweep().await {
            Ok(_) | Err(Error::Conflict | Error::Busy) => {}
            Err(error) => unreachable!("{error}"),
        },
    }
}

async fn nth(keep: &Keep, number: usize) -> Option<FileId> {
    let mut ids: Vec<FileId> = keep.files().await.unwrap().iter().map(|file| file.id).collect();
    ids.sort_unstable();
    let at = number.checked_rem(ids.len())?;
    ids.get(at).copied()
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<bool>(), 0_u16..2_000, any::<bool>()).prop_map(|(second, size, other)| Step::Add(second, size, other)),
        2 => (any::<bool>(), 0_usize..40).prop_map(|(second, number)| Step::Remove(second, number)),
        1 => (any::<bool>(), 0_usize..40).prop_map(|(second, number)| Step::Describe(second, number)),
        1 => any::<bool>().prop_map(Step::Open),
        1 => any::<bool>().prop_map(Step::Sweep),
    ]
}
