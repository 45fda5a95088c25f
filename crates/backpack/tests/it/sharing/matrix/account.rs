//! The methods of an account that touch a Backpack.

use std::sync::Arc;

use backpack::archive::Lock;
use backpack::core::{Cancellation, InvitationId, SecretText};
use backpack::keep::{Consent, RotationOptions, VerifyOptions};
use backpack::role::{Operation as Op, Role};
use backpack::sharing::{HandOver, NewInvitation};
use backpack::sync::Schedule;
use backpack::{ErrorKind, Storage};

use super::attempt::World;
use super::methods;

/// What a method asks for in the Backpack that it touches; `None` for those that touch none, that go over all and pass over
/// what they may not do (compact, back_up_all, sync_due), or that the invited account calls before it is anything.
const ACCOUNT: &[(&str, Option<Op>)] = &[
    ("accept_invitation", None),
    ("acting_as", None),
    ("activity", None),
    ("add_backpack", None),
    ("add_person", None),
    ("add_slot", None),
    ("answer_invitation", None),
    ("back_up", Some(Op::Export)),
    ("back_up_all", None),
    ("backpack", Some(Op::Read)),
    ("backpacks", Some(Op::Read)),
    ("card", None),
    ("change_passphrase", None),
    ("close", None),
    ("compact", None),
    ("connection_events", None),
    ("copy_to", Some(Op::Export)),
    ("create", None),
    ("create_at", None),
    ("create_on", None),
    ("current", None),
    ("decline_invitation", None),
    ("delete", None),
    ("delete_backpack", Some(Op::Delete)),
    ("due", None),
    ("expiring", None),
    ("file_room", None),
    ("hand_copy", Some(Op::Export)),
    ("hand_over", Some(Op::HandOver)),
    ("id", None),
    ("invite", Some(Op::Invite)),
    ("is_rotating", None),
    ("leave", Some(Op::Leave)),
    ("make_recovery_code", None),
    ("move_to", Some(Op::Export)),
    ("next_due", None),
    ("open", None),
    ("open_at", None),
    ("open_on", None),
    ("read_invitation", None),
    ("register", None),
    ("remove_member", Some(Op::Invite)),
    ("remove_slot", None),
    ("repair", Some(Op::Maintain)),
    ("restore", None),
    ("restore_all", None),
    ("restore_copy", None),
    ("resume_person", None),
    ("rewrap", None),
    ("rotate_backpack", Some(Op::Maintain)),
    ("rotate_root", None),
    ("set_role", Some(Op::Invite)),
    ("slots", None),
    ("standings", None),
    ("switch_to", Some(Op::Read)),
    ("sync_due", None),
    ("take_answer", Some(Op::Invite)),
    ("take_copy", None),
    ("tend_sharing", Some(Op::Invite)),
    ("unfinished_people", None),
    ("verify", None),
    ("verify_activity", None),
    ("verify_backpack", Some(Op::Read)),
    ("withdraw_invitation", Some(Op::Invite)),
    ("write_key_file", None),
];

#[test]
fn every_method_of_an_account_has_its_line() {
    let found = methods("Account");
    let listed: Vec<&str> = ACCOUNT.iter().map(|(name, _)| *name).collect();
    let missing: Vec<_> = found.keys().filter(|name| !listed.contains(&name.as_str())).collect();
    let gone: Vec<_> = listed.iter().filter(|name| !found.contains_key(**name)).collect();
    assert!(missing.is_empty(), "without a line here: {missing:?}");
    assert!(gone.is_empty(), "no longer there: {gone:?}");
}

#[test]
fn every_role_tries_what_an_account_can_do_with_a_backpack() {
    backpack_testkit::run(async {
        for role in Role::ALL {
            for (name, operation) in ACCOUNT {
                let Some(operation) = operation else { continue };
                let world = World::new(*role).await;
                let tried = attempt(name, &world).await;
                let is_denied = matches!(&tried, Err(ErrorKind::NotPermitted(_)));
                // The owner is alone here and may delete; whoever came later leaves.
                let is_allowed = match (*name, role) {
                    ("delete_backpack", Role::CoManager) | ("leave", Role::Owner) => false,
                    _ => role.allows(*operation),
                };
                assert_eq!(is_denied, !is_allowed, "{role:?} {name}: {tried:?}");
            }
        }
    });
}

async fn attempt(name: &str, world: &World) -> Result<(), ErrorKind> {
    let (account, card, id) = (&world.who().account, world.who().card.clone(), world.open.id());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.age");
    let other = world.place.holder("Cat").await;
    let (invitation, options) = (InvitationId::random(), RotationOptions::default());
    let done = match name {
        "back_up" => {
            let lock = Arc::new(Lock::passphrase(SecretText::from("p")).with_work(10));
            account.back_up(id, &file, lock, None).await.map(drop)
        }
        "backpack" => account.backpack(id).await.map(drop),
        "backpacks" => account.backpacks().await.map(|listed| assert_eq!(listed.len(), 1)),
        "copy_to" => account.copy_to(&Storage::in_memory(Arc::new(world.place.clock.clone()))).await,
        "delete_backpack" => account.delete_backpack(id).await,
        "hand_copy" => account.hand_copy(id, &other.card, &file).await.map(drop),
        "hand_over" => account.hand_over(id, other.account.id(), HandOver::from_age(0)).await,
        "invite" => {
            let new = NewInvitation::to_card(card, other.card.clone(), Role::Viewer);
            account.invite(id, new).await.map(drop)
        }
        "leave" => account.leave(id).await,
        "move_to" => {
            let target = Storage::in_memory(Arc::new(world.place.clock.clone()));
            account.move_to(&target).await.map(drop)
        }
        "remove_member" => account.remove_member(id, other.account.id(), options, |_| ()).await.map(drop),
        "repair" => {
            let plan = account.verify_backpack(id, &VerifyOptions::default()).await.unwrap();
            account.repair(id, &plan, Consent::nothing()).await.map(drop)
        }
        "rotate_backpack" => account.rotate_backpack(id, options, |_| ()).await.map(drop),
        "set_role" => account.set_role(id, other.account.id(), Role::Viewer).await,
        "switch_to" => account.switch_to(id).await.map(drop),
        "take_answer" => account.take_answer(id, invitation, "BACKPACK:ANSWER:").await,
        "tend_sharing" => account.tend_sharing(id).await.map(drop),
        "verify_backpack" => account.verify_backpack(id, &VerifyOptions::default()).await.map(drop),
        "withdraw_invitation" => account.withdraw_invitation(id, invitation).await,
        _ => unreachable!("{name} is in the table and is not tried"),
    };
    done.map_err(|error| error.kind().clone())
}

#[test]
fn what_goes_over_all_backpacks_passes_over_what_it_may_not_do() {
    backpack_testkit::run(async {
        let world = World::new(Role::Viewer).await;
        let account = &world.who().account;
        let before = world.open.keep().sequence();
        account.compact().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let lock = Arc::new(Lock::passphrase(SecretText::from("p")).with_work(10));
        let since = std::collections::HashMap::new();
        assert_eq!(account.back_up_all(folder.path(), lock, &since).await.unwrap(), []);
        account.sync_due(&Schedule::default(), Cancellation::new(), |_| ()).await.unwrap();
        assert_eq!(world.open.keep().sequence(), before);
    });
}
