//! Writes the index.

use std::collections::HashMap;

use bytes::Bytes;

use super::strings::written;
use super::{Field, Layout, Posting, Section, deletes, grams};
use crate::address::{host, spoken};
use crate::fold::fold;
use crate::keep::Kept;
use crate::{BuildError, Listing, Source, states};

/// Parts of a host that tell nothing.
const EMPTY_PARTS: &[&str] = &["www", "com", "org", "net", "edu", "gov", "co", "uk", "de", "fr"];

/// Returns the bytes of a directory of these portals.
pub(crate) fn write(sources: &[Source], mut portals: Vec<(String, Kept)>) -> Result<Bytes, BuildError> {
    portals.sort_unstable_by(|(a, one), (b, other)| (a, one.id).cmp(&(b, other.id)));
    let mut terms = Terms::default();
    let mut kept_bytes = Vec::new();
    let mut kept_ends = Vec::new();
    let mut ids = Vec::new();
    for (at, (_, kept)) in portals.iter().enumerate() {
        if let Some(listing) = kept.listing() {
            terms.portal(at, &listing);
        }
        kept_bytes = postcard::to_extend(kept, kept_bytes).map_err(|_| BuildError::TooLarge)?;
        kept_ends.extend(u32::try_from(kept_bytes.len()).map_err(|_| BuildError::TooLarge)?.to_le_bytes());
        ids.extend(std::iter::once(&kept.id).chain(&kept.former_ids).map(|id| (*id, at)));
    }
    ids.sort_unstable();
    let mut id_bytes = Vec::new();
    for (id, at) in ids {
        id_bytes.extend(id.0);
        id_bytes.extend(u32::try_from(at).unwrap_or(u32::MAX).to_le_bytes());
    }
    let sources = postcard::to_allocvec(sources).map_err(|_| BuildError::TooLarge)?;
    let mut sections = vec![
        (Section::Sources, sources),
        (Section::Portals, kept_bytes),
        (Section::PortalEnds, kept_ends),
        (Section::Ids, id_bytes),
    ];
    terms.sections(&mut sections);
    Layout::write(&sections)
}

/// What portals are found by.
#[derive(Default)]
struct Terms {
    /// Names in the order of the portals, which is their own, and aliases after them: half of the sorting is done.
    names: Vec<(String, Posting)>,
    aliases: Vec<(String, Posting)>,
    addresses: Vec<(String, Posting)>,
    words: HashMap<String, Vec<Posting>>,
    lengths: Vec<u8>,
}

impl Terms {
    fn portal(&mut self, at: usize, listing: &Listing) {
        for (number, name) in listing.names().enumerate() {
            let posting = Posting::new(at, if number == 0 { Field::Name } else { Field::Alias });
            let folded = fold(&name.text);
            folded.words().for_each(|word| self.word(word, posting));
            if number == 0 {
                self.lengths.push(u8::try_from(folded.words().count()).unwrap_or(u8::MAX));
                self.names.push((folded.text, posting));
            } else {
                self.aliases.push((folded.text, posting));
            }
        }
        let posting = Posting::new(at, Field::Place);
        for place in &listing.places {
            let state = states::name_of(&place.state).or_else(|| states::code_of(&place.state));
            let parts = [&place.city, &place.state, &place.zip, &place.country].map(String::as_str);
            for part in parts.into_iter().chain(state) {
                fold(part).words().for_each(|word| self.word(word, posting));
            }
        }
        let posting = Posting::new(at, Field::Address);
        if let Some(web) = &listing.web {
            self.addresses.push((spoken(web), posting));
            let parts = host(web);
            let parts = parts.split('.').filter(|part| !EMPTY_PARTS.contains(part));
            parts.for_each(|part| fold(part).words().for_each(|word| self.word(word, posting)));
        }
        self.addresses.push((spoken(&listing.base), posting));
    }

    fn word(&mut self, word: &str, posting: Posting) {
        let Some(postings) = self.words.get_mut(word) else {
            self.words.insert(word.to_owned(), vec![posting]);
            return;
        };
        match postings.last_mut().and_then(|last| last.with(posting).map(|both| (last, both))) {
            Some((last, both)) => *last = both,
            None => postings.push(posting),
        }
    }

    fn sections(mut self, sections: &mut Vec<(Section, Vec<u8>)>) {
        self.names.append(&mut self.aliases);
        let (text, ends, owners) = owned(self.names);
        sections.extend([(Section::Names, text), (Section::NameEnds, ends), (Section::NameOwners, owners)]);
        let (text, ends, owners) = owned(self.addresses);
        let addresses = [(Section::Addresses, text), (Section::AddressEnds, ends)];
        sections.extend(addresses.into_iter().chain([(Section::AddressOwners, owners)]));
        let mut words: Vec<(String, Vec<Posting>)> = self.words.into_iter().collect();
        words.sort_unstable();
        let (text, ends) = written(words.iter().map(|(word, _)| word.as_str()));
        sections.extend([(Section::Words, text), (Section::WordEnds, ends)]);
        let (mut all, mut ends, mut count) = (Vec::new(), Vec::new(), 0_u32);
        let (mut deleted, mut threes) = (Vec::new(), Vec::new());
        for (number, (word, postings)) in (0_u32..).zip(&words) {
            postings.iter().for_each(|posting| all.extend_from_slice(&posting.0.to_le_bytes()));
            count = count.saturating_add(u32::try_from(postings.len()).unwrap_or(u32::MAX));
            ends.extend_from_slice(&count.to_le_bytes());
            // Numbers are never mended.
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let letters: Vec<char> = word.chars().collect();
            deleted.extend(deletes(&letters).into_iter().map(|hash| pair(hash, number)));
            threes.extend(grams(&letters).into_iter().map(|hash| pair(hash, number)));
        }
        sections.extend([(Section::Postings, all), (Section::PostingEnds, ends)]);
        sections.extend([(Section::Deletes, pairs(deleted)), (Section::Grams, pairs(threes))]);
        sections.push((Section::Lengths, self.lengths));
    }
}

fn owned(mut texts: Vec<(String, Posting)>) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    texts.sort();
    texts.dedup();
    let owners = texts.iter().flat_map(|(_, posting)| posting.0.to_le_bytes()).collect();
    let (text, ends) = written(texts.iter().map(|(text, _)| text.as_str()));
    (text, ends, owners)
}

fn pairs(mut pairs: Vec<u64>) -> Vec<u8> {
    pairs.sort_unstable();
    let mut bytes = Vec::with_capacity(pairs.len() * 8);
    pairs.iter().for_each(|pair| bytes.extend_from_slice(&pair.to_le_bytes()));
    bytes
}

/// Returns a hash and a word as one number, which sorts by the hash first.
fn pair(hash: u32, word: u32) -> u64 {
    (u64::from(hash) << 32) | u64::from(word)
}
