//! A small reader of our PDFs, written apart from the writer: objects, streams, and text by way of ToUnicode.

use std::collections::BTreeMap;
use std::io::Read as _;

/// A PDF, read.
pub(crate) struct Read {
    objects: BTreeMap<u32, Vec<u8>>,
}

impl Read {
    pub(crate) fn new(pdf: &[u8]) -> Self {
        let mut objects = BTreeMap::new();
        let mut at = 0;
        while let Some(found) = find(pdf, b" 0 obj", at) {
            let start = pdf[..found].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
            let number: u32 = std::str::from_utf8(&pdf[start..found]).unwrap().trim().parse().unwrap();
            let end = find(pdf, b"endobj", found).unwrap();
            objects.insert(number, pdf[found + 6..end].to_vec());
            at = end;
        }
        Self { objects }
    }

    /// Returns the dictionaries that hold all of these words.
    pub(crate) fn dictionaries(&self, words: &[&str]) -> Vec<String> {
        let heads = self.objects.values().map(|object| head(object));
        heads.filter(|head| words.iter().all(|word| head.contains(word))).collect()
    }

    /// Returns the text of each page, a line for each piece.
    pub(crate) fn pages(&self) -> Vec<String> {
        let letters = ["R", "B"].map(|face| self.letters(face));
        let root = self.dictionaries(&["/Type /Pages"]).remove(0);
        references(&after(&root, "/Kids"))
            .iter()
            .map(|page| {
                let page = head(&self.objects[page]);
                let contents = references(&after(&page, "/Contents"))[0];
                shown(&self.stream(contents), &letters)
            })
            .collect()
    }

    /// Returns what is drawn on a page, from 0.
    pub(crate) fn content(&self, page: usize) -> Vec<u8> {
        let root = self.dictionaries(&["/Type /Pages"]).remove(0);
        let page = head(&self.objects[&references(&after(&root, "/Kids"))[page]]);
        self.stream(references(&after(&page, "/Contents"))[0])
    }

    /// Returns which character each number of a face is.
    fn letters(&self, face: &str) -> BTreeMap<u16, char> {
        let page = self.dictionaries(&["/Type /Page\n"]).remove(0);
        let font = references(&after(&page, &format!("/{face} ")))[0];
        let map = references(&after(&head(&self.objects[&font]), "/ToUnicode"))[0];
        let map = String::from_utf8(self.stream(map)).unwrap();
        let pairs = map.lines().filter_map(|line| {
            let (number, c) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
            let units: Vec<u16> =
                (0..c.len() / 4).map(|i| u16::from_str_radix(&c[i * 4..i * 4 + 4], 16).unwrap()).collect();
            let c = String::from_utf16(&units).unwrap().chars().next()?;
            (c != '\0' && c != '\u{ffff}').then(|| (u16::from_str_radix(number, 16).unwrap(), c))
        });
        pairs.collect()
    }

    /// Returns a stream, unpacked.
    pub(crate) fn stream(&self, number: u32) -> Vec<u8> {
        let object = &self.objects[&number];
        let start = find(object, b"stream\n", 0).unwrap() + 7;
        let end = start + length(&head(object));
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(&object[start..end]).read_to_end(&mut bytes).unwrap();
        bytes
    }
}

fn length(head: &str) -> usize {
    after(head, "/Length ").split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

fn head(object: &[u8]) -> String {
    let end = find(object, b"stream\n", 0).unwrap_or(object.len());
    String::from_utf8_lossy(&object[..end]).into_owned() + "\n"
}

fn after(text: &str, word: &str) -> String {
    text.split_once(word).unwrap_or_else(|| panic!("{word} in {text}")).1.to_owned()
}

/// Returns the references at the beginning of a text.
fn references(text: &str) -> Vec<u32> {
    let text = text.trim_start_matches(['[', ' ', '\n']);
    let mut found = Vec::new();
    let mut words = text.split([' ', '\n', ']', '/']).filter(|word| !word.is_empty());
    while let (Some(number), Some("0"), Some("R")) = (words.next(), words.next(), words.next()) {
        found.push(number.parse().unwrap());
    }
    found
}

/// Returns what a content stream shows.
fn shown(content: &[u8], letters: &[BTreeMap<u16, char>; 2]) -> String {
    let mut text = String::new();
    let mut face = 0;
    let mut at = 0;
    while at < content.len() {
        if content[at..].starts_with(b"/R ") || content[at..].starts_with(b"/B ") {
            face = usize::from(content[at + 1] == b'B');
        }
        if matches!(content[at], b'(' | b'<') && !content[at..].starts_with(b"<<") {
            let (bytes, end) = string(content, at);
            at = end;
            let numbers = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            text.extend(numbers.map(|number| letters[face][&number]));
            text.push('\n');
        } else {
            at += if content[at..].starts_with(b"<<") { 2 } else { 1 };
        }
    }
    text
}

/// Reads a string of either form (ISO 32000-1, section 7.3.4). Returns where it ends, too.
fn string(content: &[u8], at: usize) -> (Vec<u8>, usize) {
    if content[at] == b'<' {
        let end = find(content, b">", at).unwrap();
        let digits: String = content[at + 1..end].iter().map(|b| char::from(*b)).collect();
        let bytes = (0..digits.len() / 2).map(|i| u8::from_str_radix(&digits[i * 2..i * 2 + 2], 16).unwrap());
        return (bytes.collect(), end + 1);
    }
    let (mut bytes, mut depth, mut at) = (Vec::new(), 1, at + 1);
    loop {
        let byte = content[at];
        at += 1;
        match byte {
            b'\\' => {
                let escaped = content[at];
                at += 1;
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    b'0'..=b'7' => {
                        let digits = std::str::from_utf8(&content[at - 1..at + 2]).unwrap();
                        at += 2;
                        u8::from_str_radix(digits, 8).unwrap()
                    }
                    other => other,
                });
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (bytes, at);
        }
        bytes.push(byte);
    }
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(what.len()).position(|window| window == what).map(|at| at + from)
}
