//! Padding: how long a content is when only the class of its length may be seen.
//!
//! Padmé rounds a length up so that its last bits are zero: the longer, the more of them, and never by more than 12 %
//! (Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage from Encrypted Files and Communication
//! with PURBs, PETS 2019, section 4). Files have steps of their own on top, since most are short: see [`padded_size`].

use std::collections::VecDeque;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::sealed::largest_plain;
use crate::{ByteStream, Error, sealed_size};

/// A sealed file fills whole blocks of this many bytes, as most disks give them out.
const BLOCK: u64 = 4 << 10;
/// From [`LARGE`] on a sealed file is a multiple of this many bytes.
const LARGE_STEP: u64 = 16 << 10;
const LARGE: u64 = 128 << 10;
/// What ends the content. Zeros follow (ISO/IEC 7816-4), so that the padding tells its own length.
const MARK: u8 = 0x80;
/// The most zeros in one piece of a stream.
const PIECE: usize = 64 << 10;
const ZEROS: &[u8] = &[0; PIECE];

/// Returns the Padmé class of a length: at least as long, and at most 12 % longer.
#[must_use]
pub const fn padme(length: u64) -> u64 {
    if length < 2 {
        return length;
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    round_up(length, 1 << exponent.saturating_sub(kept))
}

/// Returns how many bytes a file of `size` bytes is padded to before it is sealed: one more at least, for the mark.
///
/// Sealed it is then a whole number of blocks of 4 KiB, from 128 KiB on a multiple of 16 KiB, and a length of Padmé
/// where that has the larger steps, which is from 1 MiB on.
#[must_use]
pub const fn padded_size(size: u64) -> u64 {
    let sealed = sealed_size(size.saturating_add(1));
    let step = if sealed < LARGE { BLOCK } else { LARGE_STEP };
    largest_plain(round_up(padme(sealed), step))
}

const fn round_up(length: u64, step: u64) -> u64 {
    // What no disk holds is left as it is.
    match length.checked_next_multiple_of(step) {
        Some(rounded) => rounded,
        None => length,
    }
}

/// Returns the same stream with a mark and zeros behind it, up to the [`padded_size`] of what it gave.
pub(crate) fn pad_stream(content: ByteStream) -> ByteStream {
    enum Step {
        Content(ByteStream, u64),
        Zeros(u64),
    }
    let padded = stream::try_unfold(Step::Content(content, 0), |step| async move {
        let left = match step {
            Step::Content(mut content, given) => {
                let next = match content.next().await.transpose()? {
                    Some(piece) => (given + wide(piece.len()), piece),
                    None => {
                        let zeros = padded_size(given) - given - 1;
                        return Ok(Some((Bytes::from_static(&[MARK]), Step::Zeros(zeros))));
                    }
                };
                return Ok::<_, Error>(Some((next.1, Step::Content(content, next.0))));
            }
            Step::Zeros(left) => left,
        };
        let zeros = zeros(left);
        let rest = left - wide(zeros.len());
        Ok((!zeros.is_empty()).then_some((zeros, Step::Zeros(rest))))
    });
    ByteStream::new(padded)
}

/// Takes off the mark and the zeros behind it, from a content that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Unpadding {
    /// The zeros behind a mark that came last: both are padding, unless anything else follows.
    zeros: Option<u64>,
}

impl Unpadding {
    /// Adds to `out` what is content now that `piece` is known.
    pub(crate) fn feed(&mut self, piece: Bytes, out: &mut VecDeque<Bytes>) {
        let Some(last) = piece.iter().rposition(|byte| *byte != 0) else {
            match &mut self.zeros {
                Some(zeros) => *zeros += wide(piece.len()),
                None => out.push_back(piece),
            }
            return;
        };
        if let Some(mut left) = self.zeros.take() {
            out.push_back(Bytes::from_static(&[MARK]));
            while left > 0 {
                let zeros = zeros(left);
                left -= wide(zeros.len());
                out.push_back(zeros);
            }
        }
        if piece.get(last) == Some(&MARK) {
            self.zeros = Some(wide(piece.len() - last - 1));
            out.push_back(piece.slice(..last));
        } else {
            out.push_back(piece);
        }
    }

    /// Says whether the content ended with padding, as it must.
    pub(crate) const fn has_ended(&self) -> bool {
        self.zeros.is_some()
    }
}

/// Returns so many zeros, or a piece's worth.
fn zeros(count: u64) -> Bytes {
    let count = usize::try_from(count).map_or(PIECE, |count| count.min(PIECE));
    Bytes::from_static(ZEROS.get(..count).unwrap_or(ZEROS))
}

const fn wide(bytes: usize) -> u64 {
    bytes as u64
}
