//! RTF 1.9.1 as text: what a reader would see, without how it looks.

use super::plain::windows_1252;

/// The most groups inside one another.
const DEEPEST: usize = 1_000;
/// Groups whose words are about the document, not of it.
const ASIDE: [&str; 26] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "objdata",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "filetbl",
    "revtbl",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "wgrffmtfilter",
    "pgptbl",
    "mmathPr",
    "nonshppict",
    "userprops",
];

/// What holds within a group.
#[derive(Clone, Copy)]
struct Group {
    /// Its words are not of the text.
    is_aside: bool,
    /// How many characters stand behind a `\u` for readers that do not know it.
    spare: usize,
}

/// A reader of RTF: bytes, where it stands, and what was read.
struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    groups: Vec<Group>,
    group: Group,
    /// Characters that are still to be passed over.
    skip: usize,
    /// The first half of a character of two.
    high: Option<u16>,
    text: String,
}

/// Returns the text of an RTF document, pages apart by form feeds; `None` if it is none, or nested deeper than 1,000 groups.
///
/// Bytes beyond ASCII are read as Windows-1252; characters that are given by number are those. What is cut reads to its end.
#[must_use]
pub fn rtf_to_text(bytes: &[u8]) -> Option<String> {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if !bytes.get(start..)?.starts_with(b"{\\rtf") {
        return None;
    }
    let group = Group { is_aside: false, spare: 1 };
    let mut reader =
        Reader { bytes, at: start, groups: Vec::new(), group, skip: 0, high: None, text: String::new() };
    reader.read()?;
    Some(reader.text)
}

impl Reader<'_> {
    fn read(&mut self) -> Option<()> {
        while let Some(byte) = self.next() {
            match byte {
                b'{' => {
                    if self.groups.len() >= DEEPEST {
                        return None;
                    }
                    self.groups.push(self.group);
                    self.skip = 0;
                }
                b'}' => {
                    self.skip = 0;
                    match self.groups.pop() {
                        Some(outer) if !self.groups.is_empty() => self.group = outer,
                        // What stands behind the document is not of it.
                        _ => return Some(()),
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.put(windows_1252(byte)),
            }
        }
        Some(())
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn control(&mut self) {
        match self.peek() {
            Some(byte) if byte.is_ascii_alphabetic() => self.word(),
            Some(b'\'') => {
                self.at += 1;
                let hex = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    self.at += 2;
                    self.put(windows_1252(byte));
                }
            }
            Some(b'*') => {
                self.at += 1;
                // Whoever does not know what follows is to pass it over, and nothing behind a star is known here.
                self.group.is_aside = true;
            }
            Some(symbol) => {
                self.at += 1;
                match symbol {
                    b'~' => self.put('\u{a0}'),
                    b'_' => self.put('\u{2011}'),
                    b'\\' | b'{' | b'}' => self.put(char::from(symbol)),
                    b'\r' | b'\n' => self.put('\n'),
                    b'\t' => self.put('\t'),
                    _ => {}
                }
            }
            None => {}
        }
    }

    /// Reads a control word: letters, a number that may be negative, and a space that belongs to it.
    fn word(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = rest.get(..letters).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default();
        let behind = rest.get(letters..).unwrap_or_default();
        let sign = usize::from(behind.first() == Some(&b'-'));
        let digits = behind.iter().skip(sign).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let length = if digits > 0 { sign + digits } else { 0 };
        let number =
            behind.get(..length).and_then(|number| std::str::from_utf8(number).ok()?.parse::<i64>().ok());
        self.at += letters + length;
        self.at += usize::from(self.peek() == Some(b' '));
        self.act(word, number);
    }

    fn act(&mut self, word: &str, number: Option<i64>) {
        match word {
            "par" | "line" | "row" | "sect" => self.put('\n'),
            "page" => self.put('\u{c}'),
            "tab" | "cell" => self.put('\t'),
            "emdash" => self.put('—'),
            "endash" => self.put('–'),
            "bullet" => self.put('•'),
            "lquote" => self.put('‘'),
            "rquote" => self.put('’'),
            "ldblquote" => self.put('“'),
            "rdblquote" => self.put('”'),
            "uc" => {
                self.group.spare =
                    number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(16);
            }
            "u" => self.unicode(number.unwrap_or(0)),
            "bin" => {
                let length = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
                self.at = self.at.saturating_add(length).min(self.bytes.len());
            }
            _ if ASIDE.contains(&word) => self.group.is_aside = true,
            _ => {}
        }
    }

    /// A character by its number in UTF-16, signed; one beyond the first 65,536 comes in two halves.
    fn unicode(&mut self, number: i64) {
        self.skip = 0;
        let unit = u16::try_from(number.rem_euclid(65_536)).unwrap_or_default();
        let high = self.high.take();
        match unit {
            0xd800..=0xdbff => self.high = Some(unit),
            0xdc00..=0xdfff => {
                let pair = high.into_iter().chain([unit]);
                for c in char::decode_utf16(pair) {
                    self.put(c.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
            }
            _ => self.put(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
        self.skip = self.group.spare;
    }

    fn put(&mut self, c: char) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.group.is_aside {
            self.text.push(c);
        }
    }
}
