//! What a file holds, told by its content.

use std::io::{BufRead, ErrorKind, Result};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing but white space.
    Empty,
    /// One document: a Bundle, a resource, or something that is neither.
    Whole,
    /// One resource a line (NDJSON).
    Lines,
}

/// Whether the file's name says that it is NDJSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// It ends in `.ndjson` or `.jsonl`.
    Lines,
    /// It says nothing.
    Nothing,
}

/// Tells what `reader` holds from its content; the name decides only where the first line is no whole value.
///
/// Reads as far as it must: one line as a rule, and never holds more than the reader's buffer.
pub(crate) fn detect(reader: &mut impl BufRead, hint: Hint) -> Result<Shape> {
    let mut value = FirstValue::default();
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(cause) if cause.kind() == ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        if chunk.is_empty() {
            return Ok(value.at_end(hint));
        }
        let mut rest = chunk;
        while let Some((byte, behind)) = rest.get(value.uneventful(rest)..).and_then(<[u8]>::split_first) {
            rest = behind;
            if let Some(shape) = value.step(*byte, hint) {
                return Ok(shape);
            }
        }
        let length = chunk.len();
        reader.consume(length);
    }
}

/// Follows brackets and strings up to the end of the first value, and one byte beyond.
#[derive(Default)]
struct FirstValue {
    state: State,
    depth: u64,
    lines: bool,
    bom: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Before,
    Inside,
    Text,
    Escape,
    After,
}

impl FirstValue {
    /// Returns how many of the coming bytes change nothing: those inside a text.
    fn uneventful(&self, coming: &[u8]) -> usize {
        if self.state == State::Text {
            return memchr::memchr3(b'"', b'\\', b'\n', coming).unwrap_or(coming.len());
        }
        0
    }

    fn step(&mut self, byte: u8, hint: Hint) -> Option<Shape> {
        match self.state {
            State::Before => return self.begin(byte, hint),
            State::Text => match byte {
                b'"' => self.state = State::Inside,
                b'\\' => self.state = State::Escape,
                _ => {}
            },
            State::Escape => self.state = State::Text,
            State::Inside => match byte {
                b'"' => self.state = State::Text,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.state = State::After;
                    }
                }
                b'\n' => self.lines = true,
                _ => {}
            },
            State::After if byte.is_ascii_whitespace() => {}
            State::After => {
                let one_line = !self.lines || hint == Hint::Lines;
                return Some(if one_line { Shape::Lines } else { Shape::Whole });
            }
        }
        // A value over several lines is a document, unless the name speaks for lines: then its end must be seen.
        (byte == b'\n' && self.state != State::After && hint == Hint::Nothing).then_some(Shape::Whole)
    }

    fn begin(&mut self, byte: u8, hint: Hint) -> Option<Shape> {
        match byte {
            b'{' => {
                self.state = State::Inside;
                self.depth = 1;
                None
            }
            0xef | 0xbb | 0xbf if self.bom < 3 => {
                self.bom += 1;
                None
            }
            _ if byte.is_ascii_whitespace() => None,
            _ => Some(if hint == Hint::Lines { Shape::Lines } else { Shape::Whole }),
        }
    }

    fn at_end(&self, hint: Hint) -> Shape {
        match self.state {
            State::Before => Shape::Empty,
            State::After => Shape::Whole,
            _ if hint == Hint::Lines => Shape::Lines,
            _ => Shape::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hint, Shape, detect};

    #[test]
    fn content_decides() {
        let cases: [(&str, Hint, Shape); 12] = [
            ("", Hint::Nothing, Shape::Empty),
            (" \n\t", Hint::Lines, Shape::Empty),
            ("{\"a\":\"}\\\"\"}\n", Hint::Nothing, Shape::Whole),
            ("{\"a\":1}\n{\"a\":2}\n", Hint::Nothing, Shape::Lines),
            ("{\"a\":1}\n\n{\"a\":2}", Hint::Nothing, Shape::Lines),
            ("\u{feff}{\"a\":1}\r\n{\"a\":2}", Hint::Nothing, Shape::Lines),
            ("{\n  \"a\": 1\n}\n", Hint::Nothing, Shape::Whole),
            ("{\n  \"a\": 1\n}\n", Hint::Lines, Shape::Whole),
            ("{\"a\":1\n{\"a\":2}\n", Hint::Lines, Shape::Lines),
            ("spoilt\n{\"a\":2}\n", Hint::Lines, Shape::Lines),
            ("%PDF-1.7", Hint::Nothing, Shape::Whole),
            ("{\"a\":1} tail", Hint::Nothing, Shape::Lines),
        ];
        let found = cases.map(|(text, hint, _)| detect(&mut text.as_bytes(), hint).unwrap());
        assert_eq!(found, cases.map(|(_, _, shape)| shape));
    }
}
