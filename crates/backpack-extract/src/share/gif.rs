//! GIF89a: blocks of sub-blocks.

/// The extensions of programs that stay, each with its greatest length as a whole: how often an animation repeats, and the
/// colour profile.
const STAYING: [(&[u8], usize); 3] =
    [(b"NETSCAPE2.0", 25), (b"ANIMEXTS1.0", 25), (b"ICCRGBG1012", usize::MAX)];
/// The length of a block that says how a picture is shown (GIF89a, section 23).
const CONTROL_LENGTH: usize = 8;

pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at = 13 + table(*bytes.get(10)?);
    let mut out = bytes.get(..at).filter(|head| head.starts_with(b"GIF8"))?.to_vec();
    loop {
        let start = at;
        match bytes.get(at)? {
            // An image: place and size, its own colours, then its pixels behind one byte.
            0x2c => {
                at = at + 10 + table(*bytes.get(at + 9)?) + 1;
                at = sub_blocks(bytes, at)?;
                out.extend_from_slice(bytes.get(start..at)?);
            }
            0x21 => {
                let label = *bytes.get(at + 1)?;
                at = sub_blocks(bytes, at + 2)?;
                let whole = bytes.get(start..at)?;
                let stays = match label {
                    0xf9 => whole.len() == CONTROL_LENGTH,
                    0xff => STAYING.iter().any(|(name, longest)| {
                        whole.len() <= *longest && whole.get(3..).is_some_and(|rest| rest.starts_with(name))
                    }),
                    // Comments, and texts that no program shows.
                    _ => false,
                };
                if stays {
                    out.extend_from_slice(whole);
                }
            }
            0x3b => {
                out.push(0x3b);
                return Some(out);
            }
            _ => return None,
        }
    }
}

/// Returns the length of a table of colours, by the byte that says whether there is one.
fn table(packed: u8) -> usize {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

/// Returns where the sub-blocks from here end.
fn sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at = at.checked_add(length + 1)?;
        if length == 0 {
            return Some(at);
        }
    }
}
