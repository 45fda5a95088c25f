//! How facts are written down: what changes here wants a new [`VERSION`](backpack_extract::VERSION).

use backpack_extract::{Facts, VERSION};

use crate::{read, samples};

#[test]
fn facts_are_written_as_they_were() {
    let hex = |facts: &Facts| -> String {
        postcard::to_allocvec(facts).unwrap().iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let facts = [
        read(&samples::jpeg(), "image/jpeg").facts,
        read(&samples::pdf(&["x"]), "application/pdf").facts,
        read(b"caf\xe9", "text/plain").facts,
        read(&samples::dicom(&[samples::element(0x10, 0x10, b"PN", b"Ruiz^Ana")]), "application/dicom").facts,
        read(b"", "application/octet-stream").facts,
        read(b"x", "application/octet-stream").facts,
    ];
    let golden: Vec<String> = facts.iter().map(hex).collect();
    let golden = format!("version {VERSION}\n{}\n", golden.join("\n"));
    assert_eq!(golden, include_str!("golden.txt"), "facts are written in another way:\n{golden}");
}
