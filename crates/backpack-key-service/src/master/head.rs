//! The readable head of a wrapped key: which service's, and under which of its master keys.

use crate::{Error, ErrorKind};

const MAGIC: [u8; 2] = *b"BK";
const FORMAT: u8 = 1;
const ALGORITHM: u8 = 1;

/// What a wrapped key says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) version: u32,
    pub(crate) service: [u8; 16],
}

impl Head {
    pub(crate) const BYTES: usize = 24;

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let failed = |kind| Error::new(kind, "read wrapped key");
        let tampered = || failed(ErrorKind::Tampered);
        let ([magic @ .., format, algorithm], rest) = bytes.split_first_chunk::<4>().ok_or_else(tampered)?;
        if *magic != MAGIC {
            return Err(tampered());
        }
        match *format {
            FORMAT => {}
            newer if newer > FORMAT => return Err(failed(ErrorKind::NewerFormat(newer.into()))),
            _ => return Err(tampered()),
        }
        let (version, rest) = rest.split_first_chunk().ok_or_else(tampered)?;
        let service = rest.first_chunk().ok_or_else(tampered)?;
        if *algorithm != ALGORITHM {
            return Err(tampered());
        }
        Ok(Self { version: u32::from_be_bytes(*version), service: *service })
    }

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let parts = [&MAGIC[..], &[FORMAT, ALGORITHM], &self.version.to_be_bytes(), &self.service];
        let bytes_of_parts = parts.into_iter().flatten();
        bytes.iter_mut().zip(bytes_of_parts).for_each(|(byte, part)| *byte = *part);
        bytes
    }
}
