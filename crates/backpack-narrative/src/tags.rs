//! HTML as a stream of tags and text, told apart as the standard's tokenizer does (HTML, 13.2.5), in linear time.
//!
//! Character references stay as they are written. What this reading gets wrong costs looks, never safety, since everything is written anew and checked.

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Text(&'a str),
    Start { name: String, attributes: Vec<(String, &'a str)>, closes_itself: bool },
    End(String),
}

/// Reads pieces of HTML.
#[derive(Debug)]
pub(crate) struct Tags<'a> {
    text: &'a str,
    at: usize,
    most_attributes: usize,
}

impl<'a> Tags<'a> {
    /// Reads a text; of each tag no more than so many attributes are taken.
    pub(crate) const fn new(text: &'a str, most_attributes: usize) -> Self {
        Self { text, at: 0, most_attributes }
    }

    /// Returns the next piece.
    pub(crate) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            let Some(after) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                return if end == 0 { None } else { Some(Token::Text(self.take(end))) };
            };
            match after.as_bytes() {
                [first, ..] if first.is_ascii_alphabetic() => {
                    self.at += 1;
                    return self.tag(false);
                }
                [b'/', first, ..] if first.is_ascii_alphabetic() => {
                    self.at += 2;
                    return self.tag(true);
                }
                [b'!', b'-', b'-', ..] => self.comment(after),
                [b'!' | b'?' | b'/', ..] => {
                    let end = rest.find('>').map_or(rest.len(), |end| end + 1);
                    self.at += end;
                }
                _ => {
                    let end = after.find('<').map_or(rest.len(), |end| end + 1);
                    return Some(Token::Text(self.take(end)));
                }
            }
        }
    }

    /// Passes over the content of an element in which tags are no tags, up to its end tag.
    pub(crate) fn skip_raw(&mut self, name: &str) {
        let mut from = self.at;
        while let Some(found) = self.text.get(from..).and_then(|rest| rest.find("</")) {
            let end = from + found;
            let after = self.text.get(end + 2..).unwrap_or_default().as_bytes();
            let is_same =
                after.get(..name.len()).is_some_and(|here| here.eq_ignore_ascii_case(name.as_bytes()));
            let next = after.get(name.len()).copied();
            if is_same && next.is_some_and(|next| next.is_ascii_whitespace() || matches!(next, b'/' | b'>')) {
                self.at = end;
                return;
            }
            from = end + 2;
        }
        self.at = self.text.len();
    }

    /// Passes over everything.
    pub(crate) fn skip_all(&mut self) {
        self.at = self.text.len();
    }

    fn comment(&mut self, after: &str) {
        // `<!-->` and `<!--->` are whole comments.
        let inside = after.get(1..).unwrap_or_default();
        let end = ["-->", "--!>"].iter().filter_map(|end| {
            let from = if *end == "-->" { 0 } else { 2 };
            Some(inside.get(from..)?.find(end)? + from + end.len())
        });
        self.at += end.min().map_or(self.rest().len(), |end| end + 2);
    }

    /// Reads a tag from its name on; `None` if the text ends inside it.
    fn tag(&mut self, is_end: bool) -> Option<Token<'a>> {
        let name = self.until(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        let name = name.to_ascii_lowercase();
        let mut attributes = Vec::new();
        let mut closes_itself = false;
        loop {
            self.until(|byte| !byte.is_ascii_whitespace());
            match self.peek()? {
                b'>' => {
                    self.at += 1;
                    return Some(if is_end {
                        Token::End(name)
                    } else {
                        Token::Start { name, attributes, closes_itself }
                    });
                }
                b'/' => {
                    self.at += 1;
                    closes_itself = self.peek() == Some(b'>');
                }
                _ => {
                    let (name, value) = self.attribute()?;
                    if attributes.len() < self.most_attributes {
                        attributes.push((name, value));
                    }
                }
            }
        }
    }

    fn attribute(&mut self) -> Option<(String, &'a str)> {
        let start = self.at;
        // An equals sign that a name begins with is part of it.
        self.at += usize::from(self.peek() == Some(b'='));
        self.until(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
        let name = self.text.get(start..self.at).unwrap_or_default().to_ascii_lowercase();
        self.until(|byte| !byte.is_ascii_whitespace());
        if self.peek()? != b'=' {
            return Some((name, ""));
        }
        self.at += 1;
        self.until(|byte| !byte.is_ascii_whitespace());
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let value = self.until(|byte| byte == quote);
                self.peek()?;
                self.at += 1;
                value
            }
            _ => self.until(|byte| byte.is_ascii_whitespace() || byte == b'>'),
        };
        Some((name, value))
    }

    /// Takes everything up to the first byte that stops; ASCII alone does.
    fn until(&mut self, stops: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.bytes().position(stops).unwrap_or(rest.len());
        self.take(end)
    }

    fn take(&mut self, length: usize) -> &'a str {
        let start = self.at;
        self.at += length;
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut tags = Tags::new(text, 2);
        let mut out = String::new();
        while let Some(token) = tags.next() {
            out += &match token {
                Token::Text(text) => format!("[{text}]"),
                Token::Start { name, attributes, closes_itself } => {
                    let all: String =
                        attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("({name}{all}{})", if closes_itself { " /" } else { "" })
                }
                Token::End(name) => format!("(/{name})"),
            };
        }
        out
    }

    #[test]
    fn tags_are_told_from_text() {
        for (text, expected) in [
            ("a<b>c</B >d", "[a](b)[c](/b)[d]"),
            ("<P ID=x Title='a>b'>", "(p id=x title=a>b)"),
            ("<a href = \"x\"y>", "(a href=x y=)"),
            ("<a/href/b=c/>", "(a href= b=c/)"),
            ("<br/><br />", "(br /)(br /)"),
            ("<a b c d e>", "(a b= c=)"),
            ("<a =b>", "(a =b=)"),
            ("<a b=>", "(a b=)"),
            ("< b><3 x<<i>", "[< b>][<3 x][<](i)"),
            ("a</>b</ x>c<?x y>d<!x>e", "[a][b][c][d][e]"),
            ("a<!-->b<!--->c<!--x-->d<!--y--!>e<!--<b>", "[a][b][c][d][e]"),
            ("a<b", "[a]"),
            ("a<b title='x>y</b>", "[a]"),
            ("ä<b ö=ü>é", "[ä](b ö=ü)[é]"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
