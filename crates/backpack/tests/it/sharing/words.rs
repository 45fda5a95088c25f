//! What people are called: cards, names, addresses, and who the journal names.

use backpack::keep::{Act, ActivityFilter};
use backpack::record::Actor;
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::{AccountCard, NewInvitation};
use backpack::{ErrorKind, Person};

use super::{Place, childs, join, kind};

#[test]
fn a_card_is_read_as_it_was_written_and_a_slip_of_the_pen_is_noticed() {
    backpack_testkit::run(async {
        let place = Place::new();
        let ana = place.holder("Zoë 💊").await;
        let card = ana.card.clone().with_email("zoe@example.org");
        let text = card.to_text();
        assert!(text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b':'));
        assert_eq!(AccountCard::from_text(&text.to_lowercase()).unwrap(), card);
        assert_eq!(card.fingerprint().len(), 24);
        assert!(AccountCard::from_text(&text[..text.len() - 1]).is_err());
        // The key pair is the account's for ever: after a restart, and under a new root key.
        ana.account.rotate_root(vec![super::unlock()]).await.unwrap();
        assert!(place.again(&ana).await.card("Zoë").await.unwrap().is_same(&card));
    });
}

#[test]
fn an_address_is_any_line_of_unicode_and_nothing_that_turns_or_breaks_it() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Zoë 💊").await, place.holder("Бен").await);
        let id = childs(&ana).await.id();
        let cyrillic = format!("{}@example.org", "я".repeat(122));
        assert_eq!(cyrillic.len(), 256);
        for address in ["зоя@пример.рф", "用户@例え.jp", "عمر@مثال.شبكة", "zoe\u{308}@example.org", &cyrillic]
        {
            let new = NewInvitation::by_address(ana.card.clone(), address, Role::Viewer);
            let invited = ana.account.invite(id, new).await.unwrap();
            let shown = ana.account.backpack(id).await.unwrap().invitations().await.unwrap();
            assert_eq!(shown.iter().find(|one| one.id == invited.id).unwrap().address, address);
        }
        let wrong = ["a\nb", "a\u{0}", "gro.live@\u{202E}neb", "a\u{2028}b", "\u{2067}a", "ben\u{200F}"];
        for words in wrong.into_iter().chain([format!("я{cyrillic}").as_str()]) {
            let new = NewInvitation::by_address(ana.card.clone(), words, Role::Viewer);
            assert!(matches!(kind(ana.account.invite(id, new).await), ErrorKind::Invalid(_)), "{words:?}");
            assert!(matches!(kind(ana.account.card(words).await), ErrorKind::Invalid(_)), "{words:?}");
            // Nor does anybody send such a card: read from a text, or in a link.
            let mut card = ben.card.clone();
            card.name = words.to_owned();
            assert!(AccountCard::from_text(&card.to_text()).is_err(), "{words:?}");
            let mut from = ana.card.clone();
            from.name = words.to_owned();
            let new = NewInvitation::to_card(from, ben.card.clone(), Role::Viewer);
            assert!(matches!(kind(ana.account.invite(id, new).await), ErrorKind::Invalid(_)), "{words:?}");
            let mut to = ben.card.clone();
            to.email = Some(words.to_owned());
            let mut new = NewInvitation::to_card(ana.card.clone(), to, Role::Viewer);
            new.address = "ben@example.org".to_owned();
            assert!(matches!(kind(ana.account.invite(id, new).await), ErrorKind::Invalid(_)), "{words:?}");
        }
    });
}

#[test]
fn the_journal_names_who_did_it_wherever_that_is_not_the_person() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let own = ana.account.add_backpack(Person::new("Ana")).await.unwrap();
        let his = join(own.id(), &ana, &ben, Role::CoManager).await;
        let dust = his.add(Allergy::new("dust")).await.unwrap();
        own.catch_up().await.unwrap();
        own.note(dust, "since May").await.unwrap();
        ben.account.leave(own.id()).await.unwrap();
        own.catch_up().await.unwrap();
        let acts = own.activity(&ActivityFilter::default()).await.unwrap().acts;
        let by = |meant: fn(&Act) -> bool| {
            acts.iter().find(|told| meant(&told.act)).map(|told| told.actor.clone()).unwrap()
        };
        let ben = || Actor::Named("Ben".to_owned());
        assert_eq!(by(|act| matches!(act, Act::Invited(_))), Actor::Person);
        assert_eq!(by(|act| matches!(act, Act::InvitationAccepted(_))), ben());
        assert_eq!(by(|act| matches!(act, Act::Added(_))), ben());
        assert_eq!(by(|act| matches!(act, Act::Overlaid { .. })), Actor::Person);
        assert_eq!(by(|act| matches!(act, Act::MemberLeft(_))), ben());
    });
}
