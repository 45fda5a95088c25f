//! Compression, with one working space for each thread.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

use crate::Error;

/// The level: measured on FHIR, higher ones cost more time than they save room.
const LEVEL: i32 = 1;

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Appends the compressed form of `plain` to `out`, behind its length of 4 bytes.
pub(crate) fn compress_onto(plain: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let too_large = || Error::TooLarge("block");
    let length = u32::try_from(plain.len()).map_err(|_| too_large())?;
    out.extend_from_slice(&length.to_be_bytes());
    let packed = COMPRESSOR.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Compressor::new(LEVEL).ok();
        }
        slot.as_mut().and_then(|compressor| compressor.compress(plain).ok())
    });
    out.extend_from_slice(&packed.ok_or_else(too_large)?);
    Ok(())
}

/// Returns what [`compress_onto`] packed; more than `limit` bytes are refused before they are unpacked.
pub(crate) fn decompress(packed: &[u8], limit: usize, what: &'static str) -> Result<Vec<u8>, Error> {
    let tampered = || Error::Tampered(what);
    let (length, rest) = packed.split_first_chunk().ok_or_else(tampered)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > limit {
        return Err(tampered());
    }
    let plain = DECOMPRESSOR.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Decompressor::new().ok();
        }
        slot.as_mut().and_then(|decompressor| decompressor.decompress(rest, length).ok())
    });
    plain.filter(|plain| plain.len() == length).ok_or_else(tampered)
}
