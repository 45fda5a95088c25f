//! Zip archives, as people get them from a hospital.

use std::io::Write as _;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Returns a zip of these members, each by its path, packed by deflate (PKWARE APPNOTE 6.3.10). What is longer than a small
/// archive may be is said to be as long as it may.
#[must_use]
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let long = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    for (path, content) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        let packed = encoder.write_all(content).and_then(|()| encoder.finish());
        // Nothing fails in memory.
        let packed = packed.unwrap_or_default();
        let mut crc = Crc::new();
        crc.update(content);
        // Version 2.0, names in UTF-8, deflate, no time.
        let mut common = vec![20, 0, 0, 8, 8, 0, 0, 0, 0, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend([long(packed.len()), long(content.len())].concat());
        common.extend([short(path.len()), [0, 0]].concat());
        directory.extend(
            [&b"PK\x01\x02\x14\0"[..], &common, &[0; 10], &long(out.len()), path.as_bytes()].concat(),
        );
        out.extend([&b"PK\x03\x04"[..], &common, path.as_bytes(), &packed].concat());
    }
    let count = short(members.len());
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &long(directory.len()), &long(out.len()), &[0, 0]];
    [&out, &directory, &end.concat()[..]].concat()
}
