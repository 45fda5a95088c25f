//! What a screen reader and a reader's window are told.

use backpack_paper::{Block, Document};

use crate::reader::Read;

fn document() -> Document {
    Document::new("Letter of Zoë").by("Zoë").on(2026, 3, 1).in_language("en-US").with([
        Block::heading("h"),
        Block::section("s"),
        Block::paragraph("p"),
        Block::points(["a", "b"]),
        Block::fields([("name", "value")]),
        Block::table(["c"], [vec!["d".to_owned()], vec!["e".to_owned()]]),
    ])
}

#[test]
fn every_part_is_told_as_what_it_is() {
    let read = Read::new(&document().to_pdf().unwrap().bytes);
    let count = |role: &str| read.dictionaries(&["/Type /StructElem", &format!("/S /{role}\n")]).len();
    let roles = ["Document", "H1", "H2", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD"];
    assert_eq!(roles.map(count), [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 2, 3]);
}

#[test]
fn the_file_says_that_it_is_tagged_in_which_language_and_how_it_is_called() {
    let read = Read::new(&document().to_pdf().unwrap().bytes);
    let catalog = read.dictionaries(&["/Type /Catalog"]).remove(0);
    for word in ["/Lang (en-US)", "/Marked true", "/DisplayDocTitle true", "/StructTreeRoot"] {
        assert!(catalog.contains(word), "{word} in {catalog}");
    }
    assert_eq!(read.dictionaries(&["/CreationDate (D:20260301)", "/Title", "/Author"]).len(), 1);
}

#[test]
fn fonts_are_cut_down_to_what_is_in_use() {
    let short = document().to_pdf().unwrap().bytes.len();
    assert!(short < 20_000, "{short} bytes");
    let every: String = ('a'..='ž').collect();
    let long = document().with([Block::paragraph(every)]).to_pdf().unwrap().bytes.len();
    assert!(long > short + 5_000 && long < 140_000, "{long} bytes beside {short}");
}
