//! A family: who looks after whom, what each may do, and what becomes of it.
//!
//! Run: `cargo run --example family`
//!
//! Everything is invented and kept in memory. Three people, each with an account of their own on one store: a mother with her
//! own Backpack and her daughter's, the father, who looks after the daughter with her, and a grandmother who only reads.
//! Years later the daughter takes her Backpack over.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::sync::Arc;

use backpack::core::{Clock, Timestamp};
use backpack::hosting::Places;
use backpack::keep::RotationOptions;
use backpack::people::{Affirmation, Relation};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::{HandOver, NewInvitation};
use backpack::{Filter, Person};
use backpack_examples::family::{Relative, print_members, print_roles, told};
use backpack_testkit::VirtualClock;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let clock = Arc::new(VirtualClock::new());
    clock.set(day(2026, 5, 14));
    let places = Places::in_memory(Arc::<VirtualClock>::clone(&clock));
    let on: Arc<dyn Clock> = Arc::<VirtualClock>::clone(&clock);
    let ana = Relative::new("Ana", &places, &on).await?;
    let ben = Relative::new("Ben", &places, &on).await?;
    let rosa = Relative::new("Rosa", &places, &on).await?;

    println!("Ana makes a Backpack for herself and one for her daughter");
    ana.account.add_backpack(Person::new("Ana Ruiz").born("1984-02-11")).await?;
    let adding = ana.account.add_person(Person::new("Mia Ruiz").born("2010-05-14")).await?;
    let affirmed = adding.finish(Affirmation::new(Relation::Parent, "2026-01"), Vec::new()).await?;
    let mia = affirmed.there().ok_or_else(|| anyhow::anyhow!("nothing was refused"))?;
    mia.add(Allergy::new("peanut")).await?;
    println!("  Ana Ruiz, her own; Mia Ruiz, whom she looks after");

    println!("\nAna invites Ben, whose card she has; they compare its fingerprint");
    println!("  {}", ben.card.fingerprint());
    let new = NewInvitation::to_card(ana.card.clone(), ben.card.clone(), Role::CoManager);
    let invited = ana.account.invite(mia.id(), new).await?;
    let bens = ben.account.accept_invitation(invited.link.expose(), None).await?;
    bens.add(Allergy::new("penicillin")).await?;
    println!("  accepted; Ben added an allergy, and Ana sees it: {}", seen(&mia).await?);

    println!("\nBen invites Rosa, of whom he only knows the address: a link by e-mail, a code by telephone");
    let new = NewInvitation::by_address(ben.card.clone(), "rosa@example.org", Role::Viewer);
    let invited = ben.account.invite(mia.id(), new).await?;
    let (link, code) = (invited.link.expose(), invited.code.as_ref());
    let code = code.ok_or_else(|| anyhow::anyhow!("an invitation by address comes with a code"))?;
    rosa.account.answer_invitation(link, code, rosa.card.clone()).await?;
    let tended = ben.account.tend_sharing(mia.id()).await?;
    println!("  answers that were right: {}", tended.answered.len());
    let rosas = rosa.account.accept_invitation(link, Some(code)).await?;
    println!("  Rosa reads {}", seen(&rosas).await?);

    println!("\nWho may do what");
    print_roles();
    println!("  Rosa tries to add: {}", told(rosas.add(Allergy::new("latex")).await));
    println!("  Rosa tries to invite: {}", told(rosa.account.tend_sharing(mia.id()).await));

    println!("\nMia's Backpack is neither Ana's nor Ben's: neither removes the other");
    let removed = ana.account.remove_member(mia.id(), ben.account.id(), RotationOptions::new(), |_| ()).await;
    println!("  Ana tries to remove Ben: {}", told(removed));
    println!("  Ana tries to delete it: {}", told(ana.account.delete_backpack(mia.id()).await));

    println!("\nRosa's access ends, and with it goes the key");
    let rotated =
        ben.account.remove_member(mia.id(), rosa.account.id(), RotationOptions::new(), |_| ()).await?;
    println!("  key {} seals everything now", rotated.epoch);
    println!("  Rosa tries to read on: {}", told(rosas.catch_up().await));
    println!("  Ana and Ben go on: {}", seen(&mia).await?);

    println!("\nMia gets an account of her own, and at 18 the Backpack is hers");
    let grown = Relative::new("Mia", &places, &on).await?;
    let new = NewInvitation::to_card(ana.card.clone(), grown.card.clone(), Role::Viewer);
    let invited = ana.account.invite(mia.id(), new).await?;
    let hers = grown.account.accept_invitation(invited.link.expose(), None).await?;
    let of_age = HandOver::from_age(18);
    let early = ana.account.hand_over(mia.id(), grown.account.id(), of_age).await;
    println!("  on her 16th birthday: {}", told(early));
    clock.set(day(2028, 5, 14));
    ana.account.hand_over(mia.id(), grown.account.id(), of_age).await?;
    println!("  on her 18th birthday: done");
    print_members(&hers).await?;

    println!("\nIt is her own: she may remove whom she likes, and does");
    grown.account.remove_member(mia.id(), ben.account.id(), RotationOptions::new(), |_| ()).await?;
    print_members(&hers).await?;

    println!("\nAna deletes her account: her own Backpack goes, Mia's lives on");
    let ended = ana.account.delete().await?;
    println!("  deleted {}, left {}", ended.deleted.len(), ended.left.len());
    println!("  Mia reads {}", seen(&hers).await?);
    Ok(())
}

/// Says what a handle finds, once it has what the others wrote.
async fn seen(backpack: &backpack::Backpack) -> anyhow::Result<String> {
    backpack.catch_up().await?;
    let found = backpack.find(&Filter::new()).records;
    let mut titles: Vec<String> = found.iter().map(|record| record.title().to_owned()).collect();
    titles.sort();
    Ok(titles.join(", "))
}

/// Returns midnight of a day, in UTC; for the years of this example.
fn day(year: i64, month: i64, day: i64) -> Timestamp {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let leap_days = (year - 1) / 4 - 1969 / 4 + i64::from(year % 4 == 0 && month > 2);
    let before = usize::try_from(month - 1).ok().and_then(|month| BEFORE.get(month)).copied().unwrap_or(0);
    let days = (year - 1970) * 365 + leap_days + before + day - 1;
    Timestamp::from_millis(days * 86_400_000)
}
