use backpack_extract::{DicomSize, Part, Why};

use crate::read;
use crate::samples::{dicom, element};

fn scan() -> Vec<Vec<u8>> {
    vec![
        element(0x0008, 0x0005, b"CS", b"ISO_IR 100"),
        element(0x0008, 0x0018, b"UI", b"1.2.3.4.5"),
        element(0x0008, 0x0020, b"DA", b"20240517"),
        element(0x0008, 0x0060, b"CS", b"CT"),
        element(0x0008, 0x0080, b"LO", b"Klinik Z\xfcrich"),
        element(0x0010, 0x0010, b"PN", b"Ruiz^Ana"),
        element(0x0010, 0x0030, b"DA", b"1980.04.02"),
        element(0x0020, 0x000d, b"UI", b"1.2.3"),
        element(0x0020, 0x000e, b"UI", b"1.2.3.4"),
        element(0x0020, 0x0013, b"IS", b" 7 "),
        element(0x0028, 0x0008, b"IS", b"3"),
        element(0x0028, 0x0010, b"US", &[0, 2]),
        element(0x0028, 0x0011, b"US", &[0, 1]),
        element(0x7fe0, 0x0010, b"OW", &[1, 2]),
    ]
}

#[test]
fn the_head_of_a_scan_is_read() {
    let read = read(&dicom(&scan()), "application/dicom");
    let facts = read.facts.dicom.clone().unwrap();
    assert_eq!(facts.patient_name.as_deref(), Some("Ruiz^Ana"));
    assert_eq!(facts.birth_date.as_deref(), Some("1980-04-02"));
    assert_eq!(facts.institution.as_deref(), Some("Klinik Zürich"));
    assert_eq!((facts.study.as_deref(), facts.series.as_deref()), (Some("1.2.3"), Some("1.2.3.4")));
    assert_eq!((facts.study_date.as_deref(), facts.modality.as_deref()), (Some("2024-05-17"), Some("CT")));
    assert_eq!(facts.instance_number, Some(7));
    assert_eq!(facts.size, Some(DicomSize { rows: 512, columns: 256, frames: 3 }));
    assert_eq!(read.facts.pixels, Some((256, 512)));
    assert_eq!(facts.transfer_syntax.as_deref(), Some("1.2.840.10008.1.2.1"));
    assert_eq!(read.facts.why_not(Part::Facts), None);
}

#[test]
fn without_preamble_and_head_it_is_read_all_the_same() {
    let bare = scan().concat();
    assert_eq!(read(&bare, "application/dicom").facts.dicom.unwrap().study.as_deref(), Some("1.2.3"));
}

#[test]
fn what_was_read_up_to_a_fault_is_kept() {
    let mut elements = scan();
    // A length beyond the end.
    elements.insert(8, [&[0x20, 0, 0x0e, 0][..], b"UI", &[0xfe, 0xff], b"1.2"].concat());
    elements.truncate(9);
    let read = read(&dicom(&elements), "application/dicom");
    assert_eq!(read.facts.dicom.as_ref().unwrap().study.as_deref(), Some("1.2.3"));
    assert_eq!(read.facts.why_not(Part::Facts), Some(Why::Damaged));
}

#[test]
fn sequences_are_passed_over_however_deep() {
    let item =
        |inside: &[u8]| [&[0xfe, 0xff, 0, 0xe0][..], &(inside.len() as u32).to_le_bytes(), inside].concat();
    let mut nested = element(0x0010, 0x0010, b"PN", b"Somebody^Else");
    for _ in 0..3 {
        nested = element(0x0008, 0x1140, b"SQ", &item(&nested));
    }
    let mut elements = scan();
    elements.insert(5, nested);
    let facts = read(&dicom(&elements), "application/dicom").facts.dicom.unwrap();
    assert_eq!(facts.patient_name.as_deref(), Some("Ruiz^Ana"));
    // Without an end, thousands deep.
    let start = [&[0x08, 0, 0x40, 0x11][..], b"SQ", &[0, 0, 0xff, 0xff, 0xff, 0xff]].concat();
    let endless = [start, vec![0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff]].concat().repeat(50_000);
    let read = read(&dicom(&[endless]), "application/dicom");
    assert_eq!(read.facts.why_not(Part::Facts), Some(Why::TooMuch));
}

#[test]
fn names_are_read_in_the_writings_they_change_to() {
    let elements = [
        element(0x0008, 0x0005, b"CS", b"\\ISO 2022 IR 87"),
        element(0x0010, 0x0010, b"PN", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B="),
    ];
    let facts = read(&dicom(&elements), "application/dicom").facts.dicom.unwrap();
    assert_eq!(facts.patient_name.as_deref(), Some("Yamada^Tarou=山田^太郎"));
    assert_eq!(facts.charset.as_deref(), Some("\\ISO 2022 IR 87"));
}
