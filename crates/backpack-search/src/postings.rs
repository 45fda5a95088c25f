//! Postings: for each word the documents that have it, in which fields and how often, and at which places.

/// The most times that a word is counted in one document.
const MAX_TIMES: u8 = 7;

/// What one document has of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) document: u32,
    /// The fields, a bit each in the upper five; how often in the lower three, once being 0.
    pub(crate) worth: u8,
}

impl Posting {
    pub(crate) const fn mask(self) -> u8 {
        self.worth >> 3
    }

    /// Returns a posting of fields that both have, and of how often the rarer one is there.
    pub(crate) fn both(self, other: Self) -> Self {
        let mask = Some(self.mask() & other.mask()).filter(|mask| *mask != 0).unwrap_or(self.mask());
        Self { worth: mask << 3 | (self.worth & 7).min(other.worth & 7), ..self }
    }
}

/// The postings of one word, being written.
#[derive(Debug, Default)]
pub(crate) struct PostingWriter {
    pub(crate) count: u32,
    next: u32,
    pub(crate) documents: Vec<u8>,
    pub(crate) places: Vec<u8>,
}

impl PostingWriter {
    /// Adds a document, which must come after all before it; its places ascend.
    pub(crate) fn push(&mut self, document: u32, mask: u8, places: impl ExactSizeIterator<Item = u32>) {
        write_number(&mut self.documents, document - self.next);
        self.next = document + 1;
        self.count += 1;
        let times =
            u8::try_from(places.len().saturating_sub(1)).map_or(MAX_TIMES, |more| more.min(MAX_TIMES));
        self.documents.push(mask << 3 | times);
        let (mut own, mut last) = (Vec::with_capacity(places.len()), 0);
        for place in places {
            write_number(&mut own, place - last);
            last = place;
        }
        write_number(&mut self.places, u32::try_from(own.len()).unwrap_or(u32::MAX));
        self.places.extend_from_slice(&own);
    }

    /// Appends what was written: the documents behind a head in one list, the places in another. Returns where it begins.
    pub(crate) fn finish(&self, documents: &mut Vec<u8>, places: &mut Vec<u8>) -> u64 {
        let at = documents.len() as u64;
        write_number(documents, self.count);
        write_number(documents, u32::try_from(places.len()).unwrap_or(u32::MAX));
        documents.extend_from_slice(&self.documents);
        places.extend_from_slice(&self.places);
        at
    }
}

/// The postings of one word, being read.
#[derive(Clone, Debug)]
pub(crate) struct PostingReader<'a> {
    pub(crate) count: u32,
    /// Where its places begin.
    pub(crate) places: usize,
    left: u32,
    next: u32,
    bytes: &'a [u8],
}

impl<'a> PostingReader<'a> {
    /// Reads the head at a place; nothing if there is none.
    pub(crate) fn new(documents: &'a [u8], at: u64) -> Option<Self> {
        let mut bytes = documents.get(usize::try_from(at).ok()?..)?;
        let count = read_number(&mut bytes)?;
        let places = read_number(&mut bytes)? as usize;
        Some(Self { count, places, left: count, next: 0, bytes })
    }
}

impl Iterator for PostingReader<'_> {
    type Item = Posting;

    #[inline]
    fn next(&mut self) -> Option<Posting> {
        self.left = self.left.checked_sub(1)?;
        let document = self.next.checked_add(read_number(&mut self.bytes)?)?;
        self.next = document.checked_add(1)?;
        let (byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(Posting { document, worth: *byte })
    }
}

/// Takes the places of the next document, in the order of the documents, as they lie there.
#[inline]
pub(crate) fn take_places<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_number(bytes)? as usize;
    let (own, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(own)
}

/// Reads the places of one document.
pub(crate) fn read_places(mut own: &[u8], mut each: impl FnMut(u32)) -> Option<()> {
    let mut place: u32 = 0;
    while !own.is_empty() {
        place = place.checked_add(read_number(&mut own)?)?;
        each(place);
    }
    Some(())
}

/// Seven bits a byte, the lowest first; the highest bit says that more come.
pub(crate) fn write_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[inline]
pub(crate) fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        *bytes = rest;
        return Some(u32::from(*first));
    }
    let mut number = u32::from(first & 0x7f);
    let mut shift = 7;
    let mut left = rest;
    while shift < 32 {
        let (byte, rest) = left.split_first()?;
        left = rest;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if *byte < 0x80 {
            *bytes = left;
            return Some(number);
        }
        shift += 7;
    }
    None
}
