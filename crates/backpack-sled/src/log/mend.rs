//! Making a copy of a damaged log readable around what cannot be read.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};

use super::message::{End, Message, Messages, filler, read};
use super::segments::{HEADER, encode_header, header};
use super::{Log, Position};

impl Log {
    /// Writes over whatever cannot be read with something that sled passes over, in a file that is a copy. Returns how
    /// many places there were.
    ///
    /// What was there is lost with it: at most what one message said of one page, or the rest of a segment.
    pub(crate) fn mend(&self, mut copy: &File) -> io::Result<u64> {
        let mut mended = 0;
        let mut write = |at: u64, bytes: &[u8]| {
            mended += 1;
            copy.seek(SeekFrom::Start(at)).and_then(|_| copy.write_all(bytes))
        };
        for offset in self.offsets()? {
            let mut bytes = self.load(offset)?;
            let position = match header(self, offset)? {
                Some((position, _)) => position,
                None => match self.position_of(&bytes) {
                    None => continue,
                    Some(position) => {
                        write(offset, &encode_header(position))?;
                        position
                    }
                },
            };
            let number = position / self.segment;
            bytes.resize(usize::try_from(self.segment).unwrap_or(bytes.len()), 0);
            let mut from = HEADER;
            while let Some(torn) = torn(&bytes, number, from) {
                let next = (torn + 1..bytes.len()).find(|at| is_of(read(&bytes, *at), number));
                // What was never written ends the log, and is left alone.
                let Some(next) = next else { break };
                let Some(filler) = filler(next - torn, number) else { break };
                write(offset + torn as u64, &filler)?;
                from = next;
            }
        }
        Ok(mended)
    }

    /// Returns the position of a segment whose header cannot be read, as its first sound message has it.
    fn position_of(&self, bytes: &[u8]) -> Option<Position> {
        let sound = |at| read(bytes, at).filter(|message: &Message| message.is_sound);
        (HEADER..bytes.len()).find_map(sound).map(|message| message.segment.saturating_mul(self.segment))
    }
}

/// Returns where the first message from `from` on cannot be read, if one cannot.
fn torn(bytes: &[u8], number: u64, from: usize) -> Option<usize> {
    let mut messages = Messages::new(bytes, bytes.len(), number, from);
    messages.by_ref().for_each(drop);
    (messages.end() == End::Torn).then(|| messages.at())
}

fn is_of(message: Option<Message>, number: u64) -> bool {
    message.is_some_and(|message| message.is_sound && message.segment == number)
}
