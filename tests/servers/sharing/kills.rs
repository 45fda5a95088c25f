//! A process that is killed in the middle of a change of access: each side is whole afterwards, or goes on.

use std::process::Child;
use std::time::{Duration, Instant};

use backpack::keep::RotationOptions;
use backpack::role::Role;
use backpack_testkit::{VirtualClock, run};

use super::{Holder, again, check_whole, gone, kind, titles, told};
use crate::servers::{Files, servers};
use crate::world::{options, process};

/// How many processes are killed, each a little later than the one before; the last one as late as one ends that is not killed.
const KILLS: u32 = 16;

/// A process that accepts an invitation.
#[test]
fn another_process_accepts() {
    run(async {
        let Some((account, link)) = told().await else { return };
        process::say("ready");
        account.accept_invitation(&link, None).await.unwrap();
        process::say("done");
        std::thread::park();
    });
}

/// A process that removes a member.
#[test]
fn another_process_removes() {
    run(async {
        let Some((account, who)) = told().await else { return };
        let id = account.backpacks().await.unwrap().remove(0).id;
        account.backpack(id).await.unwrap();
        process::say("ready");
        let who = who.parse().unwrap();
        account.remove_member(id, who, RotationOptions::default(), |_| ()).await.unwrap();
        process::say("done");
        std::thread::park();
    });
}

/// Returns how long a process takes for what it is about.
fn measure(mut process: Child) -> Duration {
    let mut said = process::lines(&mut process);
    assert_eq!(said.next().as_deref(), Some("ready"));
    let begun = Instant::now();
    assert_eq!(said.next().as_deref(), Some("done"));
    process.kill().unwrap();
    process.wait().unwrap();
    begun.elapsed()
}

/// Kills a process a while after it said that it is ready. Returns whether it had ended what it was about.
fn kill(mut process: Child, after: Duration) -> bool {
    let mut said = process::lines(&mut process);
    assert_eq!(said.next().as_deref(), Some("ready"));
    std::thread::sleep(after);
    process.kill().unwrap();
    process.wait().unwrap();
    said.next().is_some()
}

#[test]
fn an_acceptance_that_is_killed_is_whole_or_goes_on() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let options = options(&VirtualClock::auto());
        let Some(servers) = servers(Files::InAFolder, folder.path(), &options).await else { return };
        let (places, files) = (&servers.places, &servers.files);
        let ana = Holder::new(places, "Ana", &options).await;
        let ben = Holder::new(places, "Ben", &options).await;
        let hers = ana.childs().await;
        let id = hers.id();
        let start = |link: &str| ben.elsewhere("kills::another_process_accepts", folder.path(), files, link);
        let whole = measure(start(&ana.invites(&ben, id, Role::Viewer).await));
        ben.account.leave(id).await.unwrap();
        let (mut broken, mut ended) = (0, 0);
        for turn in 0..KILLS {
            let link = ana.invites(&ben, id, Role::Viewer).await;
            let is_done = kill(start(&link), whole * turn / KILLS);
            hers.catch_up().await.unwrap();
            let account = again(places, ben.place, &options).await;
            let his = match account.backpack(id).await {
                Ok(his) => his,
                Err(error) => {
                    assert!(error.kind() == &gone() && !is_done, "turn {turn}: {error:?}");
                    assert_eq!(account.backpacks().await.unwrap(), [], "turn {turn}");
                    broken += 1;
                    account.accept_invitation(&link, None).await.unwrap()
                }
            };
            ended += u32::from(is_done);
            assert_eq!((titles(&his), his.members().await.unwrap().len()), (vec!["peanut".to_owned()], 2));
            account.leave(id).await.unwrap();
            ana.account.tend_sharing(id).await.unwrap();
        }
        println!("{broken} acceptances were broken off, {ended} had ended, of {KILLS}");
        assert!(broken > 0, "no process was killed before it had accepted");
        check_whole(&hers).await;
    });
}

#[test]
fn a_removal_that_is_killed_leaves_nobody_out_and_nobody_in() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let options = options(&VirtualClock::auto());
        let Some(servers) = servers(Files::InAFolder, folder.path(), &options).await else { return };
        let (places, files) = (&servers.places, &servers.files);
        let ana = Holder::new(places, "Ana", &options).await;
        let (ben, gran) =
            (Holder::new(places, "Ben", &options).await, Holder::new(places, "Gran", &options).await);
        let id = ana.childs().await.id();
        let link = ana.invites(&ben, id, Role::CoManager).await;
        ben.account.accept_invitation(&link, None).await.unwrap();
        let who = gran.account.id().to_string();
        let start = || ana.elsewhere("kills::another_process_removes", folder.path(), files, &who);
        let link = ana.invites(&gran, id, Role::Viewer).await;
        gran.account.accept_invitation(&link, None).await.unwrap();
        let whole = measure(start());
        let (mut before, mut between, mut ended) = (0, 0, 0);
        for turn in 0..KILLS {
            let link = ana.invites(&gran, id, Role::Viewer).await;
            gran.account.accept_invitation(&link, None).await.unwrap();
            let is_done = kill(start(), whole * turn / KILLS);
            // Whoever remains reads, each from their key file; whoever goes on is another.
            for who in [&ana, &ben] {
                let there = again(places, who.place, &options).await.backpack(id).await.unwrap();
                assert_eq!(titles(&there), ["peanut"], "turn {turn}");
            }
            let his = ben.account.backpack(id).await.unwrap();
            let is_member = his.members().await.unwrap().iter().any(|one| one.card.name == "Gran");
            let options_of_rotation = RotationOptions::default;
            if is_member {
                assert!(!is_done);
                before += 1;
                let removed = ben.account.remove_member(id, gran.account.id(), options_of_rotation(), |_| ());
                removed.await.unwrap();
            } else {
                between += u32::from(!is_done);
                ended += u32::from(is_done);
                ben.account.rotate_backpack(id, options_of_rotation(), |_| ()).await.unwrap();
            }
            let fresh = again(places, gran.place, &options).await;
            assert_eq!(kind(fresh.backpack(id).await), gone(), "turn {turn}");
            assert!(!again(places, ben.place, &options).await.is_rotating(id).await.unwrap());
        }
        println!("killed before {before}, between {between}, after {ended} of {KILLS} removals");
        assert!(before > 0 && before < KILLS, "all were killed too early, or too late");
        check_whole(&ana.account.backpack(id).await.unwrap()).await;
    });
}
