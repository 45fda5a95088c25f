//! The words of a narrative, without its tags.

/// Returns the text between the tags, white space in place of them, with the entities undone that XHTML in FHIR may have.
///
/// It is for finding words alone: what it returns is not safe to show as HTML.
pub(crate) fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some((text, behind)) = rest.split_once('<') {
        push(text, &mut out);
        space(&mut out);
        let end =
            if behind.starts_with("!--") { behind.find("-->").map(|at| at + 2) } else { tag_end(behind) };
        rest = end.and_then(|at| behind.get(at + 1..)).unwrap_or_default();
    }
    push(rest, &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().position(|byte| match (byte, quote) {
        (b'>', None) => true,
        (b'"' | b'\'', None) => {
            quote = Some(byte);
            false
        }
        (byte, Some(open)) if byte == open => {
            quote = None;
            false
        }
        _ => false,
    })
}

fn push(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        push_words(before, out);
        let name = behind.split_once(';').filter(|(name, _)| name.len() <= 8 && !name.is_empty());
        match name.and_then(|(name, behind)| Some((entity(name)?, behind))) {
            Some((c, behind)) if c.is_whitespace() => {
                space(out);
                rest = behind;
            }
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    push_words(rest, out);
}

fn push_words(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_whitespace() { space(out) } else { out.push(c) }
    }
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace());
    }
    const NAMED: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("aacute", 'á'),
        ("agrave", 'à'),
        ("acirc", 'â'),
        ("atilde", 'ã'),
        ("auml", 'ä'),
        ("ccedil", 'ç'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("ecirc", 'ê'),
        ("iacute", 'í'),
        ("igrave", 'ì'),
        ("ntilde", 'ñ'),
        ("oacute", 'ó'),
        ("ograve", 'ò'),
        ("ocirc", 'ô'),
        ("otilde", 'õ'),
        ("ouml", 'ö'),
        ("szlig", 'ß'),
        ("uacute", 'ú'),
        ("ugrave", 'ù'),
        ("uuml", 'ü'),
        ("deg", '°'),
        ("micro", 'µ'),
        ("mdash", '—'),
        ("ndash", '–'),
    ];
    let lower = name.to_ascii_lowercase();
    let found = NAMED.iter().find(|(known, _)| *known == lower)?.1;
    let is_upper = name.chars().next().is_some_and(|c| c.is_ascii_uppercase());
    Some(if is_upper { found.to_uppercase().next().unwrap_or(found) } else { found })
}
