//! The account's own journal is looked at with everything else, and told of what was looked at and mended.

use backpack::answers::AccountVerification;
use backpack::core::SpaceId;
use backpack::keep::{Act, ActivityFilter, Class, Consent, Depth, Outcome, VerifyOptions};
use backpack::keys::KeyFile;
use backpack::record::entry::Symptom;
use backpack::store::{Batch, Scan, Table};
use backpack::{Account, ErrorKind, Person, Storage};

use crate::{account, host_key, options};

const TABLES: std::ops::Range<u8> = 0..32;
const HEAD: Table = Table(1);
const JOURNAL: Table = Table(4);

async fn verified(account: &Account) -> AccountVerification {
    account.verify(&VerifyOptions::new(Depth::Data)).await.unwrap()
}

async fn acts(account: &Account) -> Vec<Act> {
    let page = account.activity(&ActivityFilter::new().oldest_first()).await.unwrap();
    page.acts.into_iter().map(|told| told.act).collect()
}

/// Opens the account as another process does that has nothing of it in memory.
async fn opened(storage: &Storage) -> Account {
    Account::open_on(storage.clone(), host_key(), options()).await.unwrap()
}

async fn own_space(storage: &Storage) -> SpaceId {
    KeyFile::parse(&storage.key_file.load().await.unwrap().unwrap()).unwrap().own_space()
}

/// Flips a byte of one value of a space, or removes it. Returns what undoes that.
async fn harm(storage: &Storage, space: SpaceId, table: Table, nth: usize, removes: bool) -> Option<Batch> {
    let page = storage.store.scan(&Scan::new(space, table)).await.unwrap();
    let entry = page.entries.into_iter().nth(nth)?;
    let batch = Batch::new(space);
    let harmed = if removes {
        batch.delete(table, entry.id.clone())
    } else {
        let mut bytes = entry.value.bytes.to_vec();
        let middle = bytes.len() / 2;
        *bytes.get_mut(middle).unwrap() ^= 1;
        batch.put(table, entry.id.clone(), bytes)
    };
    storage.store.commit(harmed).await.unwrap();
    Some(Batch::new(space).put(table, entry.id, entry.value.bytes))
}

#[test]
fn every_value_of_the_accounts_journal_that_is_gone_or_flipped_is_found() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        account.add_backpack(Person::unnamed()).await.unwrap();
        let own = own_space(&storage).await;
        let whole = verified(&account).await;
        assert_eq!(whole.outcome(), Outcome::Ok);
        assert_eq!(whole.journal.unwrap().space, own);
        let told = acts(&account).await;
        let mut harmed = 0;
        for (table, removes) in TABLES.flat_map(|table| [(Table(table), false), (Table(table), true)]) {
            for nth in 0.. {
                let Some(undo) = harm(&storage, own, table, nth, removes).await else { break };
                let found = verified(&account).await;
                let journal = found.journal.as_ref().unwrap();
                assert!(!journal.findings.is_empty(), "{table:?} {nth}, removed: {removes}");
                assert_ne!(found.outcome(), Outcome::Ok);
                assert_eq!(found.backpacks.iter().map(|one| one.findings.len()).sum::<usize>(), 0);
                storage.store.commit(undo).await.unwrap();
                harmed += 1;
            }
        }
        assert!(harmed >= 20, "only {harmed} values were harmed");
        // What was found damaged was not written to.
        assert_eq!(acts(&account).await, told);
    });
}

#[test]
fn what_can_be_mended_of_the_accounts_journal_is_and_the_rest_is_listed() {
    backpack_testkit::run(async {
        let mut mended = 0;
        for (table, removes) in TABLES.flat_map(|table| [(Table(table), false), (Table(table), true)]) {
            for nth in 0.. {
                let (account, storage) = account().await;
                account.add_backpack(Person::unnamed()).await.unwrap();
                let own = own_space(&storage).await;
                if harm(&storage, own, table, nth, removes).await.is_none() {
                    break;
                }
                let found = verified(&account).await;
                let plan = found.verifications().next().unwrap();
                assert_eq!(plan.space, own, "the journal comes first");
                let repaired = account.repair(own, plan, Consent::nothing().anchor(true)).await.unwrap();
                let left: Vec<_> = repaired.after.findings.iter().map(|finding| finding.class).collect();
                let acts_are_lost = [Class::ActivityDamaged, Class::ActivityMissing]
                    .iter()
                    .any(|class| plan.of(*class).count() > 0);
                assert_eq!(left.is_empty(), !acts_are_lost, "{table:?} {nth}, removed: {removes}: {left:?}");
                mended += u32::from(left.is_empty());
                // Whoever opens it anew goes on telling.
                let account = opened(&storage).await;
                assert_eq!(verified(&account).await.journal.unwrap().findings.len(), left.len());
            }
        }
        assert!(mended >= 10, "only {mended} were mended");
    });
}

#[test]
fn what_was_verified_and_repaired_is_told_and_costs_nothing_if_it_cannot_be() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        for number in 0..3 {
            backpack.add(Symptom::new(format!("headache {number}"))).await.unwrap();
        }
        let (id, sequence) = (backpack.id(), backpack.keep().sequence());
        verified(&account).await;
        // A row of the chain between two others is made again.
        harm(&storage, id, JOURNAL, 1, true).await.unwrap();
        let plan = account.verify_backpack(id, &VerifyOptions::default()).await.unwrap();
        assert_eq!(backpack.keep().sequence(), sequence, "what is looked at is not written to");
        let faults = plan.findings.len() as u64;
        let repaired = account.repair(id, &plan, Consent::nothing()).await.unwrap();
        let remaining = repaired.after.findings.len() as u64;
        let told = acts(&account).await;
        let expected = [
            Act::Verified { faults: 0 },
            Act::Verified { faults },
            Act::Repaired { mended: faults - remaining, remaining },
        ];
        assert_eq!(told[told.len() - 3..], expected);
        assert!(faults > 0 && remaining == 0);
        // A journal that cannot be written keeps nobody from looking.
        let own = own_space(&storage).await;
        harm(&storage, own, HEAD, 0, false).await.unwrap();
        let account = opened(&storage).await;
        let plan = account.verify_backpack(id, &VerifyOptions::default()).await.unwrap();
        assert!(plan.findings.is_empty());
        account.repair(id, &plan, Consent::nothing()).await.unwrap();
        let refused = account.activity(&ActivityFilter::new()).await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::Damaged);
    });
}
