//! Layout: nothing is lost, nothing stands where it should not.

use backpack_paper::{Block, Document, PageSize, Pdf};
use proptest::prelude::*;

use crate::reader::Read;

fn pages(document: &Document) -> (Pdf, Vec<String>) {
    let pdf = document.to_pdf().unwrap();
    let pages = Read::new(&pdf.bytes).pages();
    assert_eq!(pages.len(), pdf.pages);
    (pdf, pages)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_letter_of_a_name_comes_out_as_it_was() {
    let names = "Zoë Nguyễn-Wójcik Łukasz Ångström Đặng Thị Hữu Αλέξης Σωκράτης Щукина Ђорђевић ĲŒß ẞ";
    let (pdf, pages) = pages(&Document::new("Names").with([Block::paragraph(names), Block::heading(names)]));
    assert_eq!(pdf.missing, []);
    let text = pages.concat();
    let words = words(&text);
    let expected: Vec<_> = names.split_whitespace().chain(names.split_whitespace()).collect();
    assert_eq!(words[..expected.len()], expected);
}

#[test]
fn a_letter_that_the_fonts_lack_is_said_to_be_missing() {
    let (pdf, pages) = pages(&Document::new("x").with([Block::paragraph("李 محمد ab\u{200b}c\u{202e}d")]));
    assert_eq!(
        pdf.missing,
        ['د', 'م', 'ح', '李']
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
    assert!(pages[0].starts_with("\u{fffd} \u{fffd}\u{fffd}\u{fffd}\u{fffd} abcd\n"), "{pages:?}");
}

#[test]
fn decomposed_letters_are_composed() {
    let (_, pages) = pages(&Document::new("x").with([Block::paragraph("Zoe\u{308} e\u{302}\u{301}")]));
    assert!(pages[0].starts_with("Zoë ế\n"), "{pages:?}");
}

#[test]
fn the_same_document_makes_the_same_bytes() {
    let document = || {
        let table = Block::table(["a", "b"], [vec!["1".to_owned(), "2".to_owned()]]);
        Document::new("t").by("a").on(2026, 3, 1).with([Block::paragraph("text"), table])
    };
    assert_eq!(document().to_pdf().unwrap(), document().to_pdf().unwrap());
    assert_ne!(document().to_pdf().unwrap(), document().sized(PageSize::A4).to_pdf().unwrap());
}

#[test]
fn an_empty_document_has_one_page() {
    let (pdf, pages) = pages(&Document::new(""));
    assert_eq!((pdf.pages, pages), (1, vec!["Page 1 of 1\n".to_owned()]));
}

#[test]
fn the_number_of_a_page_is_in_no_other_language_than_the_document() {
    for (language, expected) in [("en-GB", "Page 1 of 1\n"), ("de", "1 / 1\n"), ("", "1 / 1\n")] {
        let (_, pages) = pages(&Document::new("").in_language(language));
        assert_eq!(pages, [expected], "{language}");
    }
}

#[test]
fn no_line_of_a_paragraph_stands_alone_on_a_page() {
    for lines_above in (30..50).step_by(2) {
        let above = (0..lines_above).map(|number| Block::lines([format!("line {number}")]));
        let paragraph = "word ".repeat(80);
        let (_, pages) = pages(&Document::new("t").with(above).with([Block::paragraph(paragraph.trim())]));
        let counts = pages.iter().map(|page| page.lines().filter(|line| line.starts_with("word")).count());
        for count in counts {
            assert_ne!(count, 1, "{lines_above} lines above: {pages:?}");
        }
    }
}

#[test]
fn a_heading_stays_with_what_follows_and_a_signature_is_never_alone() {
    for lines_above in (20..50).step_by(2) {
        let above = (0..lines_above).map(|number| Block::lines([format!("line {number}")]));
        let end = [
            Block::section("heading"),
            Block::paragraph("text"),
            Block::lines(["Sincerely,"]),
            Block::signature("Name", Some("role".to_owned())),
        ];
        let (_, pages) = pages(&Document::new("t").with(above).with(end));
        let page_of = |word: &str| pages.iter().position(|page| page.lines().any(|line| line == word));
        assert_eq!(page_of("heading"), page_of("text"), "{pages:?}");
        let place = page_of("text");
        assert!(
            ["Sincerely,", "Signature: ", "Name", "role"].iter().all(|word| page_of(word) == place),
            "{pages:?}"
        );
    }
}

#[test]
fn a_word_wider_than_the_page_is_cut_and_lost_nowhere() {
    let word = "x".repeat(500);
    let (_, pages) = pages(&Document::new("t").with([Block::paragraph(&word), Block::points([&word])]));
    let marks = pages.concat().chars().filter(|c| *c == 'x').count();
    assert_eq!(marks, 1_000);
}

#[test]
fn a_row_of_a_table_that_is_longer_than_a_page_is_still_written() {
    let long = "word ".repeat(3_000);
    let (pdf, pages) = pages(&Document::new("t").with([Block::table(["a"], [vec![long]])]));
    assert!(pdf.pages > 3, "{} pages", pdf.pages);
    assert_eq!(pages.concat().matches("word").count(), 3_000);
}

#[test]
fn a_thousand_pages_are_the_most() {
    let lines = |count: usize| Document::new("t").with((0..count).map(|_| Block::lines(["x"])));
    assert!(lines(100).to_pdf().is_ok());
    assert!(matches!(lines(31_000).to_pdf(), Err(backpack_paper::Error::TooLong)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_word_of_every_block_is_on_a_page_in_order(
        texts in proptest::collection::vec("[a-zа-яα-ωà-ž]{1,12}( [a-zа-яα-ωà-ž(),\\\\]{1,40}){0,60}", 1..12),
    ) {
        let blocks = texts.iter().enumerate().map(|(number, text)| match number % 4 {
            0 => Block::paragraph(text),
            1 => Block::points([text]),
            2 => Block::section(text),
            _ => Block::lines([text]),
        });
        let document = Document::new("t").with(blocks);
        let (pdf, pages) = pages(&document);
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '•').collect::<String>();
        let body = pages.iter().enumerate().map(|(number, page)| {
            page.replace(&format!("Page {} of {}\n", number + 1, pdf.pages), "")
        });
        let missing = |c: char| if pdf.missing.contains(&c) { '\u{fffd}' } else { c };
        let expected: String = letters(&texts.concat()).chars().map(missing).collect();
        prop_assert_eq!(letters(&body.collect::<String>()), expected);
    }
}
