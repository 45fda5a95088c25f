//! Packing: content compressed and padded, before it is sealed.
//!
//! | bytes | field |
//! |---|---|
//! | 1 | format, 2 |
//! | 1 | effort: 0 quick, 1 tight |
//! | 4 | length of the plain content |
//! | 4 | length of what is compressed |
//! | … | zstd |
//! | … | zeros, up to a length of Padmé |
//!
//! Format 1 ends before the effort: the length of the plain content follows the format, then zstd up to the end.

use std::cell::RefCell;

use backpack_files::padme;
use backpack_keys::ENVELOPE_OVERHEAD;
use backpack_store::MAX_VALUE_BYTES;
use zstd::bulk::{Compressor, Decompressor};

use crate::Error;

const FORMAT: u8 = 2;
const FIRST_FORMAT: u8 = 1;
/// What stands before zstd.
const HEAD: usize = 10;
/// The longest packing that a store takes as a value once it is sealed.
const MAX_PACKED: usize = MAX_VALUE_BYTES - ENVELOPE_OVERHEAD;

/// How hard to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// While somebody waits. Measured on FHIR, a higher level costs more time than an import has.
    Quick,
    /// In a compaction: a fifth less room, for thirty times the time. Unpacking is faster, if anything.
    Tight,
}

impl Effort {
    const fn level(self) -> i32 {
        match self {
            Self::Quick => 1,
            Self::Tight => 12,
        }
    }
}

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Returns the packing of `plain`.
pub(crate) fn pack(plain: &[u8], effort: Effort) -> Result<Vec<u8>, Error> {
    let too_large = || Error::TooLarge("block");
    let zipped = match effort {
        Effort::Quick => compress_quickly(plain),
        Effort::Tight => zstd::bulk::compress(plain, effort.level()).ok(),
    };
    let zipped = zipped.ok_or_else(too_large)?;
    let mut packed = Vec::with_capacity(HEAD + zipped.len() + zipped.len() / 8);
    packed.extend_from_slice(&[FORMAT, u8::from(effort == Effort::Tight)]);
    for length in [plain.len(), zipped.len()] {
        packed.extend_from_slice(&u32::try_from(length).map_err(|_| too_large())?.to_be_bytes());
    }
    packed.extend_from_slice(&zipped);
    packed.resize(padded(packed.len()), 0);
    Ok(packed)
}

/// Returns what [`pack`] packed; more than `limit` bytes are refused before they are unpacked.
pub(crate) fn unpack(packed: &[u8], limit: usize, what: &'static str) -> Result<Vec<u8>, Error> {
    let tampered = || Error::Tampered(what);
    let (length, zipped) = match packed.split_first() {
        Some((&FIRST_FORMAT, rest)) => take_length(rest).ok_or_else(tampered)?,
        Some((&FORMAT, rest)) => {
            let (length, rest) =
                rest.split_first().and_then(|(_, rest)| take_length(rest)).ok_or_else(tampered)?;
            let (zipped, rest) = take_length(rest).ok_or_else(tampered)?;
            (length, rest.get(..zipped).ok_or_else(tampered)?)
        }
        Some((format, _)) if *format > FORMAT => return Err(Error::NewerFormat(what, (*format).into())),
        _ => return Err(tampered()),
    };
    if length > limit {
        return Err(tampered());
    }
    let plain = DECOMPRESSOR.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Decompressor::new().ok();
        }
        slot.as_mut().and_then(|decompressor| decompressor.decompress(zipped, length).ok())
    });
    plain.filter(|plain| plain.len() == length).ok_or_else(tampered)
}

/// Says whether a packing was made tightly.
pub(crate) fn is_tight(packed: &[u8]) -> bool {
    matches!(packed, [FORMAT, 1, ..])
}

fn compress_quickly(plain: &[u8]) -> Option<Vec<u8>> {
    // One working space for each thread.
    COMPRESSOR.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Compressor::new(Effort::Quick.level()).ok();
        }
        slot.as_mut().and_then(|compressor| compressor.compress(plain).ok())
    })
}

/// Returns the length that a packing of `length` bytes is padded to. Nothing that fits a store is padded beyond it.
fn padded(length: usize) -> usize {
    let class = usize::try_from(padme(length as u64)).unwrap_or(length);
    if length <= MAX_PACKED { class.min(MAX_PACKED) } else { class }
}

fn take_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    Some((u32::from_be_bytes(*length) as usize, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = b"Penicillin V, penicillin V, penicillin V, 500 mg; twice a day, twice a day.";

    #[test]
    fn what_was_packed_comes_back_in_few_sizes() -> Result<(), Error> {
        let mut noise = vec![0; 70_000];
        let mut state = 1_u32;
        noise.iter_mut().for_each(|byte| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = state.to_be_bytes()[0];
        });
        for length in [0, 1, 75, 4_000, 9_001, 65_000, 65_450, 65_487, 65_500, 70_000] {
            let plain = noise.get(..length).unwrap_or_default();
            for effort in [Effort::Quick, Effort::Tight] {
                let packed = pack(plain, effort)?;
                assert_eq!(
                    (unpack(&packed, length, "block")?, is_tight(&packed)),
                    (plain.to_vec(), effort == Effort::Tight)
                );
                let class = padme(packed.len() as u64) == packed.len() as u64;
                assert!(class || packed.len() == MAX_PACKED, "{length}: {}", packed.len());
                assert!(packed.len() <= MAX_PACKED || length + 32 > MAX_PACKED, "{length}: {}", packed.len());
            }
        }
        assert!(matches!(unpack(&pack(PLAIN, Effort::Quick)?, 10, "block"), Err(Error::Tampered(_))));
        Ok(())
    }

    #[test]
    fn packings_written_once_open_for_ever() -> Result<(), Error> {
        for golden in [FIRST, QUICK, TIGHT] {
            let bytes = golden.as_bytes().chunks(2);
            let bytes = bytes.map(|digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap_or(""), 16));
            let mut packed: Vec<u8> = bytes.map(Result::unwrap_or_default).collect();
            assert_eq!(unpack(&packed, 100, "block")?, PLAIN, "{golden}");
            packed.splice(..1, [9]);
            assert!(matches!(unpack(&packed, 100, "block"), Err(Error::NewerFormat("block", 9))));
            packed.splice(..1, [0]);
            assert!(matches!(unpack(&packed, 100, "block"), Err(Error::Tampered("block"))));
        }
        Ok(())
    }

    const FIRST: &str = "010000004b28b52ffd0048750100440250656e6963696c6c696e20562c2070353030206d673b2074776963652061206461792c2e020060724c84b30e";
    const QUICK: &str = "02000000004b0000003728b52ffd0048750100440250656e6963696c6c696e20562c2070353030206d673b2074776963652061206461792c2e020060724c84b30e00000000000000";
    const TIGHT: &str = "02010000004b0000004028b52ffd0060bd0100040350656e6963696c6c696e20562c2070353030206d673b2074776963652061206461792c2074776963652061206461792e010011ce3a000000000000";
}
