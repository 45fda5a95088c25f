//! Unpacks gzip as it arrives, and stops before a small answer becomes a huge one.

use std::io::{self, Write};

use backpack_connect::{Error, ErrorKind};
use bytes::Bytes;
use flate2::write::MultiGzDecoder;

/// The ratio beyond which an answer is taken for a bomb. FHIR JSON shrinks 5 to 30 times.
const RATIO: u64 = 100;
/// The unpacked bytes below which the ratio does not matter.
const FREE: u64 = 1 << 20;
/// How much is unpacked at a time, so that the sink is asked often.
const STEP: usize = 4096;

/// Unpacks one gzip stream.
pub(crate) struct Gunzip {
    decoder: MultiGzDecoder<Sink>,
}

impl Gunzip {
    pub(crate) fn new(limit: u64) -> Self {
        let sink = Sink { ready: Vec::new(), packed: 0, unpacked: 0, limit, overflow: None };
        Self { decoder: MultiGzDecoder::new(sink) }
    }

    /// Takes packed bytes in, gives back what they unpack to; may be empty.
    pub(crate) fn push(&mut self, packed: &[u8]) -> Result<Bytes, Error> {
        for step in packed.chunks(STEP) {
            self.decoder.get_mut().packed += step.len() as u64;
            let result = self.decoder.write_all(step).and_then(|()| self.decoder.flush());
            result.map_err(|error| self.explain(error))?;
        }
        Ok(self.take())
    }

    /// Ends the stream. Fails if it was cut.
    pub(crate) fn finish(&mut self) -> Result<Bytes, Error> {
        self.decoder.try_finish().map_err(|error| self.explain(error))?;
        Ok(self.take())
    }

    fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.decoder.get_mut().ready).into()
    }

    fn explain(&self, cause: io::Error) -> Error {
        let kind = match self.decoder.get_ref().overflow {
            Some(Overflow::Limit(limit)) => ErrorKind::TooLarge(limit),
            Some(Overflow::Ratio) => ErrorKind::Malformed("it unpacks to more than 100 times its size"),
            None => ErrorKind::Malformed("its gzip coding is damaged"),
        };
        Error::new(kind, "read body").with_source(cause)
    }
}

struct Sink {
    ready: Vec<u8>,
    packed: u64,
    unpacked: u64,
    limit: u64,
    overflow: Option<Overflow>,
}

#[derive(Clone, Copy)]
enum Overflow {
    Limit(u64),
    Ratio,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unpacked = self.unpacked.saturating_add(bytes.len() as u64);
        if self.unpacked > self.limit {
            self.overflow = Some(Overflow::Limit(self.limit));
        } else if self.unpacked > FREE && self.unpacked > self.packed.saturating_mul(RATIO) {
            self.overflow = Some(Overflow::Ratio);
        }
        if self.overflow.is_some() {
            return Err(io::Error::other("too much"));
        }
        self.ready.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
