//! Writes the index.

use std::collections::HashMap;

use bytes::Bytes;

use super::strings::written;
use super::{Field, Layout, Posting, Section, deletes, grams};
use crate::address::{host, spoken};
use crate::fold::{Folded, fold};
use crate::keep::Kept;
use crate::{BuildError, Listing, Source, states};

/// Parts of a host that tell nothing.
const EMPTY_PARTS: &[&str] = &["www", "com", "org", "net", "edu", "gov", "co", "uk", "de", "fr"];

/// Returns the bytes of a directory of these portals.
pub(crate) fn write(sources: &[Source], mut portals: Vec<(Folded, Kept)>) -> Result<Bytes, BuildError> {
    portals.sort_unstable_by(|(a, one), (b, other)| (&a.text, one.id).cmp(&(&b.text, other.id)));
    let mut terms = Terms::of(portals.len());
    let mut kept_bytes = Vec::with_capacity(portals.len() * 256);
    let mut kept_ends = Vec::with_capacity(portals.len() * 4);
    let mut ids = Vec::with_capacity(portals.len() * 2);
    for (at, (name, kept)) in portals.into_iter().enumerate() {
        if let Some(listing) = kept.listing() {
            terms.portal(at, name, &listing);
        }
        kept_bytes = postcard::to_extend(&kept, kept_bytes).map_err(|_| BuildError::TooLarge)?;
        kept_ends.extend(u32::try_from(kept_bytes.len()).map_err(|_| BuildError::TooLarge)?.to_le_bytes());
        ids.extend(std::iter::once(&kept.id).chain(&kept.former_ids).map(|id| (*id, at)));
    }
    ids.sort_unstable();
    let mut id_bytes = Vec::with_capacity(ids.len() * 20);
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
    fn of(portals: usize) -> Self {
        Self {
            names: Vec::with_capacity(portals * 2),
            addresses: Vec::with_capacity(portals * 2),
            lengths: Vec::with_capacity(portals),
            ..Self::default()
        }
    }

    fn portal(&mut self, at: usize, name: Folded, listing: &Listing) {
        let posting = Posting::new(at, Field::Name);
        name.words().for_each(|word| self.word(word, posting));
        self.lengths.push(u8::try_from(name.words().count()).unwrap_or(u8::MAX));
        self.names.push((name.text, posting));
        let posting = Posting::new(at, Field::Alias);
        for alias in &listing.aliases {
            let folded = fold(&alias.text);
            folded.words().for_each(|word| self.word(word, posting));
            self.aliases.push((folded.text, posting));
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
    // Names come in order already, and aliases after them: a sort that uses runs has less to do.
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
