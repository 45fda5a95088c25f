//! Reading numbers out of bytes that may end anywhere.

/// The order of the bytes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

pub(crate) fn u16_at(bytes: &[u8], at: usize, order: Order) -> Option<u16> {
    let two = *bytes.get(at..)?.first_chunk()?;
    Some(match order {
        Order::Little => u16::from_le_bytes(two),
        Order::Big => u16::from_be_bytes(two),
    })
}

pub(crate) fn u32_at(bytes: &[u8], at: usize, order: Order) -> Option<u32> {
    let four = *bytes.get(at..)?.first_chunk()?;
    Some(match order {
        Order::Little => u32::from_le_bytes(four),
        Order::Big => u32::from_be_bytes(four),
    })
}

/// Returns a number of 32 bits as a place or a length.
pub(crate) fn place_at(bytes: &[u8], at: usize, order: Order) -> Option<usize> {
    usize::try_from(u32_at(bytes, at, order)?).ok()
}

/// Returns where `needle` begins first.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}
