//! Names that are safe to show and to save under.

use backpack_files::safe_name;
use proptest::prelude::*;

#[test]
fn hostile_names_become_harmless() {
    let long = format!("{}.pdf", "ä".repeat(300));
    let shortened = format!("{}.pdf", "ä".repeat(98));
    let table = [
        ("Befund März.pdf", "Befund März.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\scan.tif", "scan.tif"),
        ("..", "file"),
        ("", "file"),
        ("a/b/..", "b"),
        (".htaccess", "htaccess"),
        ("report.pdf. . ", "report.pdf"),
        ("report\0.pdf", "report.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
        ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
        ("\u{200b}\u{feff}", "file"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1 .log", "_com1 .log"),
        ("LPT¹", "_LPT¹"),
        ("com12.log", "com12.log"),
        ("console.log", "console.log"),
        ("a<b>:\"c|d?*.txt", "a_b___c_d__.txt"),
        ("می‌خواهم.txt", "می‌خواهم.txt"),
        (&long, &shortened),
    ];
    for (name, expected) in table {
        assert_eq!(safe_name(name), expected, "{name:?}");
    }
}

proptest! {
    #[test]
    fn a_safe_name_is_safe_and_stays_as_it_is(name in "[\\PC\\p{Cc}\u{202e}./\\\\ :é]{0,300}") {
        let safe = safe_name(&name);
        prop_assert_eq!(&safe_name(&safe), &safe);
        prop_assert!((1..=200).contains(&safe.len()));
        let harmful = ['/', '\\', ':', '\0', '\n', '\u{202e}'];
        prop_assert!(!safe.contains(harmful));
        prop_assert!(!safe.starts_with(['.', ' ']) && !safe.ends_with(['.', ' ']));
    }
}
