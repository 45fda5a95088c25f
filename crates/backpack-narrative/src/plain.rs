//! The words of HTML that this crate wrote. It is serialised in one way alone, so that little has to be understood.

/// Returns the text of a safe fragment: blocks on lines of their own, cells parted by tabs, white space run together.
pub(crate) fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        push_words(&mut out, text);
        let end = tag_end(tag);
        push_break(&mut out, tag.get(..end).unwrap_or_default());
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    push_words(&mut out, rest);
    out.truncate(out.trim_end().len());
    out
}

/// Returns where a tag ends: at the first `>` outside a quoted value.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at,
            _ => {}
        }
    }
    tag.len()
}

fn push_words(out: &mut String, escaped: &str) {
    let text = unescape(escaped);
    for (at, word) in text.split(|c: char| c.is_whitespace()).enumerate() {
        if at > 0 && !out.is_empty() && !out.ends_with([' ', '\n', '\t']) {
            out.push(' ');
        }
        out.push_str(word);
    }
}

fn push_break(out: &mut String, tag: &str) {
    let name = tag.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let mark = match name.get(..end).unwrap_or_default() {
        "td" | "th" if !tag.starts_with('/') => '\t',
        "br" | "p" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "tr" | "table" | "caption" | "hr"
        | "pre" | "blockquote" | "address" | "center" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => '\n',
        _ => return,
    };
    while out.ends_with(' ') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push(mark);
    }
}

/// Undoes the five escapes that the serialiser writes.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = [("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("nbsp;", ' '), ("amp;", '&')];
        let found = known.iter().find_map(|(name, c)| Some((after.strip_prefix(name)?, *c)));
        let (after, c) = found.unwrap_or((after, '&'));
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    out
}
