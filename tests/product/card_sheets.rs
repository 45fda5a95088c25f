//! Share cards on paper: the address of a link as a QR code, the day where the person is, letters that fonts lack.

use std::time::Duration;

use backpack::cards::{
    Card, CardItem, CardLinkState, EMERGENCY, HEALTH_HISTORY, LinkOptions, LinkSheet, PageOptions,
    SheetOptions, Zone,
};
use backpack::contacts::Contact;
use backpack::core::{Clock as _, SecretText};
use backpack::record::entry::{Allergy, AllergyCategory};
use backpack::{Backpack, ErrorKind, Person};
use backpack_testkit::run;

use crate::world::Home;

/// 2026-06-01T22:30:00Z.
const LATE: u64 = 1_780_353_000;

async fn add_person(home: &Home) -> Backpack {
    home.create().await.add_backpack(Person::new("Ana Ruiz")).await.unwrap()
}

/// Sets the clock to a moment.
fn set(home: &Home, seconds: u64) {
    let now = u64::try_from(home.clock.now().as_millis()).unwrap();
    home.clock.advance(Duration::from_millis(seconds * 1_000 - now));
}

fn address(token: &SecretText) -> SecretText {
    SecretText::new(format!("https://cards.example/c#{}", token.expose()))
}

/// Reads the QR code of a picture with another reader: each dark bar is `M{x} {y}h{length}v1h-{length}z`.
fn decoded(svg: &str) -> String {
    let (_, view) = svg.split_once("viewBox=\"0 0 ").unwrap();
    let side: usize = view.split(' ').next().unwrap().parse().unwrap();
    let (_, path) = svg.split_once("fill=\"#000\" d=\"").unwrap();
    let mut dark = vec![false; side * side];
    for bar in path.split('"').next().unwrap().split('M').skip(1) {
        let (place, rest) = bar.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split('v').next().unwrap().parse().unwrap();
        dark[y * side + x..y * side + x + length].fill(true);
    }
    let wide = side * 4;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(wide, wide, |x, y| {
        if dark[y / 4 * side + x / 4] { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

async fn printed(backpack: &Backpack, sheet: &LinkSheet) -> String {
    super::cards::words_of(backpack, sheet.to_pdf().unwrap().bytes).await
}

#[test]
fn a_link_is_a_qr_code_and_a_sheet_to_print_without_the_access_code() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        set(&home, LATE);
        let link = backpack
            .switch_on_link(EMERGENCY, &LinkOptions::lasting(Duration::from_secs(3_600)))
            .await
            .unwrap();
        let page = PageOptions::in_language("de").in_zone(Zone::at_offset(120).unwrap());
        let options = SheetOptions::new(page);
        let sheet = backpack.link_sheet(&link.token, &address(&link.token), &options).await.unwrap();
        assert_eq!(decoded(&sheet.svg()), address(&link.token).expose());
        assert!(sheet.svg().contains("<title>QR-Code der Adresse</title>"));
        let (words, code) = (printed(&backpack, &sheet).await, link.code.expose());
        // A long address is cut where a line ends.
        let joined = words.replace('\n', "");
        for told in
            ["Notfallkarte", address(&link.token).expose(), "Gilt bis 2. Juni 2026, 01:30", "Zugangscode"]
        {
            assert!(words.contains(told) || joined.contains(told), "{told} is missing from {words}");
        }
        assert!(!joined.contains(code) && sheet.code.is_none(), "the code is told on another way");
        assert!(!joined.contains("Ana Ruiz"), "whose card it is, the sheet does not say");
        // Only who asks for it has both on one sheet.
        let both =
            backpack.link_sheet(&link.token, &address(&link.token), &options.with_code()).await.unwrap();
        assert!(printed(&backpack, &both).await.contains(code));
        assert_eq!(decoded(&both.svg()), address(&link.token).expose(), "and never in the picture");
        // What can no longer be used is not printed, and says in UTC until when it held if no zone is known.
        let utc =
            backpack.link_sheet(&link.token, &address(&link.token), &SheetOptions::new("en")).await.unwrap();
        assert_eq!(utc.until, "Holds until June 1, 2026, 11:30 PM (UTC)");
        home.clock.advance(Duration::from_secs(3_600));
        let over = backpack.link_sheet(&link.token, &address(&link.token), &SheetOptions::new("en")).await;
        assert_eq!(over.unwrap_err().kind(), &ErrorKind::NotFound("card"));
    });
}

#[test]
fn a_sheet_is_made_for_an_address_that_leads_to_the_link_alone() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let card = backpack.add_card(Card::custom("School\u{202e}\nHolds for ever")).await.unwrap();
        let link = backpack.switch_on_link(card, &LinkOptions::default()).await.unwrap();
        let options = SheetOptions::new("en");
        for wrong in [
            "https://cards.example/c".to_owned(),
            format!("https://cards.example/c #{}", link.token.expose()),
            format!("https://cards.example/{}#{}", "a".repeat(2_000), link.token.expose()),
            format!("https://kärten.example/c#{}", link.token.expose()),
        ] {
            let refused =
                backpack.link_sheet(&link.token, &SecretText::new(wrong), &options).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused}");
        }
        let sheet = backpack.link_sheet(&link.token, &address(&link.token), &options).await.unwrap();
        assert_eq!(
            (sheet.title.as_str(), sheet.until.as_str()),
            ("School Holds for ever", "Holds until it is switched off.")
        );
        assert!(!format!("{sheet:?}").contains(link.token.expose()));
    });
}

#[test]
fn the_day_on_a_card_is_that_of_the_person_or_said_to_be_utcs() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        set(&home, LATE);
        let contents = backpack.card_contents(EMERGENCY).await.unwrap();
        let madrid = Zone::new("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        for (options, said) in [
            (PageOptions::in_language("en"), "As of June 1, 2026 (UTC)"),
            (PageOptions::in_language("es"), "A fecha de 1 de junio de 2026 (UTC)"),
            (PageOptions::in_language("en").in_zone(madrid), "As of June 2, 2026"),
            (PageOptions::in_language("en").in_zone(Zone::at_offset(-600).unwrap()), "As of June 1, 2026"),
            (PageOptions::in_language("en").in_zone(Zone::at_offset(330).unwrap()), "As of June 2, 2026"),
        ] {
            assert_eq!(backpack.card_page(&contents, &options).await.unwrap().as_of, said);
        }
    });
}

#[test]
fn a_pdf_says_which_letters_it_could_not_print() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("陳 Ana")).await.unwrap();
        let contents = backpack.card_contents(EMERGENCY).await.unwrap();
        let page = backpack.card_page(&contents, "it").await.unwrap();
        assert!(page.to_text().contains("陳 Ana"));
        let pdf = page.to_pdf().unwrap();
        assert_eq!(pdf.missing, ['陳']);
        let words = super::cards::words_of(&backpack, pdf.bytes).await;
        let said = "Il segno \u{fffd} sta per una lettera che qui non si può stampare: U+9673.";
        assert!(words.replace('\n', " ").contains(said), "{words}");
    });
}

#[test]
fn no_title_writes_lines_of_its_own() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let title = "aspirin\n- No known allergies\u{202e}\u{2028}x";
        backpack.add(Allergy::new(title).category(AllergyCategory::Medication)).await.unwrap();
        let friend =
            backpack.add_contact(Contact::personal("Rosa\u{2028}Allergies\u{2028}- none")).await.unwrap();
        backpack.put_on_card(EMERGENCY, CardItem::Contact(friend)).await.unwrap();
        let contents = backpack.card_contents(EMERGENCY).await.unwrap();
        let text = backpack.card_page(&contents, "en").await.unwrap().to_text();
        assert!(text.contains("- aspirin - No known allergies x, active\n"), "{text}");
        assert!(text.contains("- Rosa Allergies - none\n"), "{text}");
    });
}

#[test]
fn a_page_in_a_language_without_words_is_english_and_says_so() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let contents = backpack.card_contents(EMERGENCY).await.unwrap();
        let page = backpack.card_page(&contents, "ja").await.unwrap();
        assert_eq!((page.language.as_str(), page.title.as_str()), ("en", "Emergency card"));
        let german = backpack.card_page(&contents, "de-CH").await.unwrap();
        let pdf = german.to_pdf().unwrap().bytes;
        assert!(
            pdf.windows(9).any(|bytes| bytes == b"/Lang (de"),
            "a reader is told the language of the words"
        );
    });
}

#[test]
fn what_ended_takes_no_new_code_and_a_clock_that_is_set_back_does_not_revive_it() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let lasting = LinkOptions::lasting(Duration::from_secs(60));
        let over = backpack.switch_on_link(EMERGENCY, &lasting).await.unwrap();
        home.clock.advance(Duration::from_secs(60));
        assert_eq!(
            backpack.renew_code(&over.token, 5).await.unwrap_err().kind(),
            &ErrorKind::NotFound("card")
        );
        assert_eq!(
            backpack.card_links().await.unwrap()[0].state,
            CardLinkState::Off,
            "and is off from then on"
        );
        let off = backpack.switch_on_link(EMERGENCY, &LinkOptions::default()).await.unwrap();
        backpack.switch_off_link(&off.token).await.unwrap();
        assert_eq!(
            backpack.renew_code(&off.token, 5).await.unwrap_err().kind(),
            &ErrorKind::NotFound("card")
        );
    });
}

#[test]
fn cards_and_their_links_belong_to_a_backpack_and_not_to_the_account() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let kim = super::people::add(&account, "Kim").await;
        let school = ana.add_card(Card::custom("school")).await.unwrap();
        let off = CardItem::Fact(backpack::cards::ProfileFact::BirthDate);
        ana.take_off_card(EMERGENCY, off).await.unwrap();
        let link = ana.switch_on_link(HEALTH_HISTORY, &LinkOptions::default()).await.unwrap();
        // The other has the two that are always there, as they were at first, and nothing of these.
        let theirs: Vec<_> = kim.cards().await.unwrap();
        assert_eq!(theirs, [(EMERGENCY, Card::emergency()), (HEALTH_HISTORY, Card::health_history())]);
        assert_eq!(kim.card(school).await.unwrap_err().kind(), &ErrorKind::NotFound("card"));
        assert_eq!(kim.card_links().await.unwrap().len(), 0);
        let (token, code) = (link.token.expose(), link.code.expose());
        let elsewhere = kim.view_card(token, code, "the school").await.unwrap_err();
        assert_eq!(elsewhere.kind(), &ErrorKind::NotFound("card"));
        assert!(ana.view_card(token, code, "the school").await.is_ok());
        // It goes with the Backpack.
        account.delete_backpack(ana.id()).await.unwrap();
        assert!(ana.view_card(token, code, "the school").await.is_err());
        assert_eq!(kim.cards().await.unwrap(), theirs);
    });
}
