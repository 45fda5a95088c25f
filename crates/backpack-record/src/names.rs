//! Finding a member that is named twice, at every object, in less than quadratic time.

use crate::Refusal;
use crate::json::said;

/// Up to this many names are compared pair by pair; more are sorted.
const PAIRWISE: usize = 24;

/// The names of the members of all objects that are open, the innermost last.
#[derive(Debug, Default)]
pub(crate) struct Names(Vec<Name>);

/// Two equal names have equal hashes; unequal names may, so that equality is settled by the text.
#[derive(Clone, Copy, Debug)]
struct Name {
    hash: u64,
    start: u32,
    end: u32,
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes the name whose quotes stand at these places. Bodies are at most 64 MiB, so that 32 bits hold a place.
    #[expect(clippy::cast_possible_truncation, reason = "a body is at most 64 MiB long")]
    pub(crate) fn push(&mut self, text: &str, start: usize, end: usize, has_escapes: bool) {
        let raw = text.as_bytes().get(start + 1..end - 1).unwrap_or_default();
        let hash = if has_escapes {
            text.get(start..end).and_then(said).map_or(0, |name| hash(name.as_bytes()))
        } else {
            hash(raw)
        };
        self.0.push(Name { hash, start: start as u32, end: end as u32 });
    }

    /// Closes the object whose names begin at this place of the stack.
    pub(crate) fn close(&mut self, from: usize, text: &str) -> Result<(), Refusal> {
        let names = self.0.get_mut(from..).unwrap_or_default();
        let twice = if names.len() <= PAIRWISE { pairs(names, text) } else { sorted(names, text) };
        self.0.truncate(from);
        if twice { Err(Refusal::DuplicateKey) } else { Ok(()) }
    }
}

fn pairs(names: &[Name], text: &str) -> bool {
    let mut rest = names;
    while let Some((name, others)) = rest.split_first() {
        if others.iter().any(|other| other.hash == name.hash && other.name(text) == name.name(text)) {
            return true;
        }
        rest = others;
    }
    false
}

fn sorted(names: &mut [Name], text: &str) -> bool {
    names.sort_unstable_by(|a, b| a.hash.cmp(&b.hash).then_with(|| a.name(text).cmp(&b.name(text))));
    names.windows(2).any(|pair| match pair {
        [a, b] => a.hash == b.hash && a.name(text) == b.name(text),
        _ => false,
    })
}

impl Name {
    fn name<'a>(&self, text: &'a str) -> Option<crate::Text<'a>> {
        text.get(self.start as usize..self.end as usize).and_then(said)
    }
}

/// Mixes the length, the first and the last eight bytes: enough to tell names of members apart.
pub(crate) fn hash(name: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let ends = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first).wrapping_mul(ODD) ^ u64::from_le_bytes(*last),
        _ => name.iter().fold(0, |hash, byte| (hash << 8) | u64::from(*byte)),
    };
    ends ^ (name.len() as u64).wrapping_mul(ODD)
}
