//! What two processes do by chance, by turns and at the same time, is what one would have done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use backpack::connect::Item;
use backpack::core::{FileId, RecordId, SpaceId};
use backpack::keep::RotationOptions;
use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, ErrorKind, Filter, Person, SignIn, Unlock};
use backpack_testkit::connector::ScriptedConnector;
use futures_util::future::join;
use proptest::prelude::*;

use super::{World, portal};

/// What is done through an account. Numbers choose among what is there.
#[derive(Clone, Copy, Debug)]
enum Act {
    Add(u8),
    Edit(usize, u8),
    Note(usize, u8),
    Hide(usize),
    File(u8),
    Attach(usize, usize),
    Sync,
    Rotate,
    Compact,
    NewBackpack,
    DeleteBackpack(usize),
    Slot(u8),
    Hours(u8),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..9_u8).prop_map(Act::Add),
        3 => (any::<usize>(), 0..9_u8).prop_map(|(which, text)| Act::Edit(which, text)),
        2 => (any::<usize>(), 0..9_u8).prop_map(|(which, text)| Act::Note(which, text)),
        1 => any::<usize>().prop_map(Act::Hide),
        3 => (0..4_u8).prop_map(Act::File),
        2 => (any::<usize>(), any::<usize>()).prop_map(|(record, file)| Act::Attach(record, file)),
        2 => Just(Act::Sync),
        1 => Just(Act::Rotate),
        2 => Just(Act::Compact),
        1 => Just(Act::NewBackpack),
        1 => any::<usize>().prop_map(Act::DeleteBackpack),
        1 => (2..5_u8).prop_map(Act::Slot),
        1 => (1..30_u8).prop_map(Act::Hours),
    ]
}

/// What was acknowledged, by whoever did it.
#[derive(Debug, Default)]
struct Known {
    records: Vec<RecordId>,
    files: Vec<FileId>,
    backpacks: BTreeSet<SpaceId>,
    slots: BTreeSet<u8>,
}

/// One account, as one process has it.
#[derive(Clone)]
struct Process {
    world: Arc<World>,
    account: Account,
    id: SpaceId,
    portal: ScriptedConnector,
    known: Arc<Mutex<Known>>,
}

impl Process {
    async fn act(&self, act: Act) {
        for _ in 0..100 {
            match self.once(act).await {
                // Another process is at it, or was faster every time.
                Err(error) if error.kind() == &ErrorKind::Busy => tokio::task::yield_now().await,
                done => return done.unwrap(),
            }
        }
        unreachable!("{act:?} is never done");
    }

    async fn once(&self, act: Act) -> Result<(), backpack::Error> {
        let backpack = self.account.backpack(self.id).await?;
        match act {
            Act::Add(text) => {
                let added = backpack.add(Symptom::new(format!("symptom {text}"))).await?;
                self.known().records.push(added);
            }
            Act::Edit(which, text) => {
                let Some(id) = nth(&self.known().records, which) else { return Ok(()) };
                backpack.edit(id, Symptom::new(format!("edited {text}"))).await?;
            }
            Act::Note(which, text) => {
                let Some(id) = nth(&self.known().records, which) else { return Ok(()) };
                backpack.note(id, format!("note {text}")).await?;
            }
            Act::Hide(which) => {
                let Some(id) = nth(&self.known().records, which) else { return Ok(()) };
                backpack.hide(id).await?;
            }
            Act::File(content) => {
                let file = backpack.add_file("file", None, vec![content; 9_000]).await?;
                self.known().files.push(file.id);
            }
            Act::Attach(record, file) => {
                let (record, file) = {
                    let known = self.known();
                    (nth(&known.records, record), nth(&known.files, file))
                };
                let (Some(record), Some(file)) = (record, file) else { return Ok(()) };
                backpack.attach(record, file).await?;
            }
            Act::Sync => {
                for connection in backpack.connections().await? {
                    assert!(backpack.sync(connection.id).await?.complete);
                }
            }
            Act::Rotate => drop(self.account.rotate_backpack(self.id, RotationOptions::new(), |_| {}).await?),
            Act::Compact => drop(backpack.compact().await?),
            Act::NewBackpack => {
                let added = self.account.add_backpack(Person::unnamed()).await?;
                self.known().backpacks.insert(added.id());
            }
            Act::DeleteBackpack(which) => {
                let all: Vec<SpaceId> = self.known().backpacks.iter().copied().collect();
                let Some(id) = nth(&all, which) else { return Ok(()) };
                match self.account.delete_backpack(id).await {
                    Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => {}
                    ended => ended?,
                }
                self.known().backpacks.remove(&id);
            }
            Act::Slot(number) => {
                if self.known().slots.insert(number)
                    && let Err(error) = self.account.add_slot(Unlock::host_key(vec![number; 32]), "").await
                {
                    self.known().slots.remove(&number);
                    return Err(error);
                }
            }
            Act::Hours(hours) => self.world.clock.advance(std::time::Duration::from_hours(hours.into())),
        }
        Ok(())
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }
}

fn nth<T: Copy>(all: &[T], which: usize) -> Option<T> {
    (!all.is_empty()).then(|| all.get(which % all.len()).copied()).flatten()
}

/// Everything that a person sees, free of ids and of times, by the order in which it was acknowledged.
async fn seen(backpack: &Backpack, known: &Known) -> Vec<String> {
    let mut seen = Vec::new();
    let file_numbers: BTreeMap<FileId, usize> =
        known.files.iter().enumerate().rev().map(|(number, id)| (*id, number)).collect();
    for id in &known.records {
        let record = backpack.record(*id).unwrap();
        let attached: Vec<_> = record.overlay.files.iter().map(|file| file_numbers.get(file)).collect();
        let notes: Vec<_> = record.overlay.notes.iter().map(|note| note.text.clone()).collect();
        let versions = backpack.versions(*id).unwrap().len();
        assert!(!backpack.body(*id).await.unwrap().is_empty());
        let title = record.title();
        seen.push(format!("{title} {versions} {notes:?} {attached:?} hidden={}", record.overlay.hidden));
    }
    for id in &known.files {
        let content = backpack.open_file(*id, None).await.unwrap().collect().await.unwrap();
        seen.push(format!("{} of {:?}", content.len(), content.first()));
    }
    let found = backpack.find(&Filter::default().limit(1_000));
    seen.push(format!("{} shown", found.total));
    seen
}

/// Two processes, or one twice.
async fn processes(are_two: bool) -> (Arc<World>, [Process; 2]) {
    let (world, one, two) = World::new().await;
    let world = Arc::new(world);
    let id = one.add_backpack(Person::unnamed()).await.unwrap().id();
    let portal = portal();
    let first = one.backpack(id).await.unwrap();
    let SignIn::Done(_) = first.connect(Arc::new(portal.clone())).await.unwrap() else {
        unreachable!("it asks nothing")
    };
    two.register(Arc::new(portal.clone()));
    let known = Arc::new(Mutex::new(Known::default()));
    known.lock().unwrap().backpacks.clear();
    let process = |account: &Account| Process {
        world: Arc::clone(&world),
        account: account.clone(),
        id,
        portal: portal.clone(),
        known: Arc::clone(&known),
    };
    let both = [process(&one), process(if are_two { &two } else { &one })];
    (world, both)
}

async fn by_turns(acts: &[(Act, bool)], are_two: bool) -> Vec<String> {
    let (world, [one, two]) = processes(are_two).await;
    for (at, (act, by_second)) in acts.iter().enumerate() {
        if at % 5 == 4 {
            one.portal.add("shots", Item::json(format!(r#"{{"resourceType":"Basic","id":"more-{at}"}}"#)));
        }
        if *by_second { two.act(*act).await } else { one.act(*act).await }
    }
    end(&world, &one).await
}

async fn end(world: &World, process: &Process) -> Vec<String> {
    let third = world.check().await;
    let known = std::mem::take(&mut *process.known());
    let mut backpacks: BTreeSet<SpaceId> = super::ids(&third).await.into_iter().collect();
    assert!(backpacks.remove(&process.id));
    assert_eq!(backpacks, known.backpacks);
    for number in &known.slots {
        world.open(Unlock::host_key(vec![*number; 32])).await.unwrap();
    }
    let mut seen = seen(&third.backpack(process.id).await.unwrap(), &known).await;
    seen.push(format!("{} backpacks, {:?}", known.backpacks.len(), known.slots));
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_two_do_by_turns_is_what_one_would_have_done(
        acts in prop::collection::vec((act(), any::<bool>()), 1..24),
    ) {
        backpack_testkit::run(async {
            assert_eq!(by_turns(&acts, true).await, by_turns(&acts, false).await);
        });
    }

    #[test]
    fn what_two_do_at_once_is_all_there(
        one in prop::collection::vec(act(), 1..14),
        two in prop::collection::vec(act(), 1..14),
    ) {
        backpack_testkit::run(async {
            let (world, [first, second]) = processes(true).await;
            let all = async |process: &Process, acts: Vec<Act>| {
                for act in acts {
                    process.act(act).await;
                }
            };
            join(all(&first, one), all(&second, two)).await;
            end(&world, &first).await;
        });
    }
}
