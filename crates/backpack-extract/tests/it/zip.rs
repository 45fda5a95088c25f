use std::io::Write as _;

use backpack_extract::{Why, ZipMember, zip_directory, zip_end, zip_members};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

/// A member as it is written.
#[derive(Clone)]
struct Member {
    path: &'static str,
    content: Vec<u8>,
    method: u16,
    flags: u16,
    /// What the directory says it unpacks to, if that is not the truth.
    size: Option<u32>,
    /// Where the directory says it begins, if that is not the truth.
    start: Option<u32>,
}

fn member(path: &'static str, content: &[u8], method: u16) -> Member {
    Member { path, content: content.to_vec(), method, flags: 0, size: None, start: None }
}

/// Returns an archive of these members.
fn zip(members: &[Member]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let packed = if member.method == 8 {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&member.content).unwrap();
            encoder.finish().unwrap()
        } else {
            member.content.clone()
        };
        let size = member.size.unwrap_or(member.content.len() as u32);
        let common = [
            &20_u16.to_le_bytes()[..],
            &member.flags.to_le_bytes(),
            &member.method.to_le_bytes(),
            &[0; 4],
            &crc32fast::hash(&member.content).to_le_bytes(),
            &(packed.len() as u32).to_le_bytes(),
            &size.to_le_bytes(),
            &(member.path.len() as u16).to_le_bytes(),
            &[0; 2],
        ]
        .concat();
        let start = member.start.unwrap_or(out.len() as u32);
        directory.extend([&b"PK\x01\x02\x14\0"[..], &common, &[0; 10], &start.to_le_bytes()].concat());
        directory.extend(member.path.as_bytes());
        out.extend([&b"PK\x03\x04"[..], &common, member.path.as_bytes(), &packed].concat());
    }
    let start = out.len() as u32;
    let count = (members.len() as u16).to_le_bytes();
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &(directory.len() as u32).to_le_bytes()];
    [&out, &directory, &end.concat()[..], &start.to_le_bytes(), &[0, 0]].concat()
}

fn part(bytes: &[u8], range: std::ops::Range<u64>) -> &[u8] {
    bytes.get(range.start as usize..range.end as usize).unwrap_or_default()
}

fn members(bytes: &[u8]) -> Result<Vec<ZipMember>, Why> {
    let size = bytes.len() as u64;
    let directory = zip_directory(part(bytes, zip_end(size)), size)?;
    zip_members(part(bytes, directory), size)
}

/// Unpacks a member out of pieces of so many bytes.
fn unpacked(bytes: &[u8], member: &ZipMember, piece: usize) -> Result<Vec<u8>, Why> {
    let content = member.content(part(bytes, member.head()?))?;
    let (mut unpacker, mut out) = (member.unpacker(), Vec::new());
    for mut packed in part(bytes, content).chunks(piece) {
        loop {
            let (used, more) = unpacker.unpack(packed)?;
            packed = &packed[used..];
            out.extend_from_slice(&more);
            if used == 0 && more.is_empty() {
                break;
            }
        }
    }
    unpacker.finish().map(|()| out)
}

#[test]
fn members_are_unpacked_piece_by_piece() {
    let large: Vec<u8> = (0..300_000_u32).flat_map(|number| (number / 7).to_le_bytes()).collect();
    let bytes = zip(&[
        member("CT/", b"", 0),
        member("CT/I1", b"stored as it is", 0),
        member("CT/I2", &large, 8),
        member("../Z\u{fc}rich", b"", 8),
    ]);
    let members = members(&bytes).unwrap();
    let paths: Vec<&str> = members.iter().map(|member| member.path.as_str()).collect();
    assert_eq!(paths, ["CT/I1", "CT/I2", "../Zürich"]);
    for piece in [1 << 20, 1_000, 7] {
        assert_eq!(unpacked(&bytes, &members[0], piece).unwrap(), b"stored as it is");
        assert_eq!(unpacked(&bytes, &members[1], piece).unwrap(), large);
    }
    assert_eq!(unpacked(&bytes, &members[2], 9).unwrap(), b"");
}

#[test]
fn archives_that_become_too_much_are_refused() {
    let many = |member: Member| zip(&[member]);
    let lie = |size: u32| Member { size: Some(size), ..member("bomb", &[0; 100_000], 8) };
    assert_eq!(members(&many(lie(3_000_000_000))), Err(Why::TooMuch));
    // One that says less than it unpacks to is ended where it said it would end.
    let small = many(lie(1_000));
    assert_eq!(unpacked(&small, &members(&small).unwrap()[0], 10), Err(Why::Damaged));
    let short = many(lie(100_001));
    assert_eq!(unpacked(&short, &members(&short).unwrap()[0], 1_000), Err(Why::Damaged));
    // Two members of the same bytes.
    let over = zip(&[member("one", &[1; 90], 0), Member { start: Some(0), ..member("two", &[1; 90], 0) }]);
    assert_eq!(members(&over), Err(Why::TooMuch));
    let beyond = zip(&[Member { start: Some(1 << 30), ..member("one", b"x", 0) }]);
    assert_eq!(members(&beyond), Err(Why::Damaged));
}

#[test]
fn what_cannot_be_unpacked_says_why() {
    let bytes = zip(&[
        Member { flags: 1, ..member("locked", b"x", 8) },
        member("packed in another way", b"x", 14),
        Member { start: Some(u32::MAX), ..member("elsewhere", b"x", 0) },
    ]);
    let directory = zip_directory(&bytes, bytes.len() as u64).unwrap();
    assert_eq!(zip_members(part(&bytes, directory), 1 << 40).unwrap().len(), 3);
    let bytes = zip(&[Member { flags: 1, ..member("locked", b"x", 8) }, member("other", b"x", 14)]);
    let found = members(&bytes).unwrap();
    assert_eq!(found[0].head(), Err(Why::Encrypted));
    assert_eq!(found[1].head(), Err(Why::NotSupported));
    let mut changed = zip(&[member("one", b"content", 0)]);
    let at = changed.windows(7).position(|window| window == b"content").unwrap();
    changed[at] = b'k';
    assert_eq!(unpacked(&changed, &members(&changed).unwrap()[0], 9), Err(Why::Damaged));
    assert_eq!(members(b"PK\x03\x04 no directory"), Err(Why::Damaged));
    assert_eq!(members(b""), Err(Why::Damaged));
    let mut large = zip(&[]);
    large[16..20].fill(0xff);
    assert_eq!(members(&large), Err(Why::NotSupported));
    assert_eq!(
        zip_directory(
            &[b"PK\x05\x06\0\0\0\0\0\0\0\0", &(20_u32 << 20).to_le_bytes()[..], &[0; 6]].concat(),
            1 << 40
        ),
        Err(Why::TooMuch)
    );
}

proptest! {
    #[test]
    fn any_bytes_are_an_archive_or_none(changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6)) {
        let mut bytes = zip(&[member("a", &[7; 500], 8), member("b", b"plain", 0)]);
        let length = bytes.len();
        changes.iter().for_each(|(at, byte)| bytes[at % length] = *byte);
        for member in members(&bytes).unwrap_or_default() {
            let out = unpacked(&bytes, &member, 64).unwrap_or_default();
            prop_assert!(out.len() as u64 <= member.size);
        }
    }
}
