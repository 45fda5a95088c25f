//! What the readers share: the body's own members, paths, and texts of bounded length.

use std::cell::OnceCell;

use crate::Text;
use crate::json::Json;

/// The longest text a header takes over, in bytes; the body has the rest.
const LONGEST_TEXT: usize = 2_000;

/// The members of a body's own object.
#[derive(Debug)]
pub(crate) struct Top<'d, 'a> {
    own: Json<'d, 'a>,
    /// The resources inside this one, found at the first question.
    contained: OnceCell<Vec<Json<'d, 'a>>>,
}

impl<'d, 'a> Top<'d, 'a> {
    pub(crate) fn new(own: Json<'d, 'a>) -> Self {
        Self { own, contained: OnceCell::new() }
    }

    /// Returns the member of this name, unless it is `null`.
    pub(crate) fn get(&self, name: &str) -> Option<Json<'d, 'a>> {
        self.own.get(name)
    }

    pub(crate) fn text_of(&self, name: &str) -> Option<Text<'a>> {
        self.get(name)?.text()
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = (Json<'d, 'a>, Json<'d, 'a>)> {
        self.own.members()
    }

    /// Returns every value at a path of names joined by dots, passing through arrays.
    pub(crate) fn at(&self, path: &str) -> Vec<Json<'d, 'a>> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let mut reached = Vec::new();
        if let Some(value) = self.get(first) {
            reach(value, rest, &mut reached);
        }
        reached
    }

    /// Returns the resource inside this one that a reference such as `#med` means.
    pub(crate) fn contained(&self, reference: &str) -> Option<Json<'d, 'a>> {
        let id = reference.strip_prefix('#')?;
        let contained = self.contained.get_or_init(|| {
            self.get("contained").into_iter().flat_map(Json::elements).take(MOST_CONTAINED).collect()
        });
        contained.iter().copied().find(|resource| resource.text_of("id").is_some_and(|text| text == id))
    }
}

/// The most resources inside another that references are looked up in.
const MOST_CONTAINED: usize = 256;

/// The most values that one path yields.
const MOST_VALUES: usize = 64;

fn reach<'d, 'a>(from: Json<'d, 'a>, path: Option<&str>, reached: &mut Vec<Json<'d, 'a>>) {
    for value in from.each() {
        if reached.len() == MOST_VALUES {
            return;
        }
        match path {
            None => reached.push(value),
            Some(path) => {
                let (first, rest) =
                    path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
                if let Some(next) = value.get(first) {
                    reach(next, rest, reached);
                }
            }
        }
    }
}

/// Returns a string that is not blank, trimmed, cut to the longest a header takes over.
pub(crate) fn capped_text<'a>(json: Json<'_, 'a>) -> Option<Text<'a>> {
    json.text().and_then(|text| cap(text, LONGEST_TEXT))
}

/// Returns the member of this name as [`capped_text`] does.
pub(crate) fn capped_text_of<'a>(json: Json<'_, 'a>, name: &str) -> Option<Text<'a>> {
    capped_text(json.get(name)?)
}

/// Trims a text, and cuts it to at most this many bytes, between characters; `None` if nothing is left.
pub(crate) fn cap(text: Text<'_>, longest: usize) -> Option<Text<'_>> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    let end = trimmed.floor_char_boundary(longest);
    if end == text.len() {
        return Some(text);
    }
    let keep = |text: &str| text.trim().get(..end).map(str::trim_end).map(str::len);
    let length = keep(&text)?;
    let start = text.len() - text.trim_start().len();
    Some(match text.into_cow() {
        std::borrow::Cow::Borrowed(text) => Text::from(text.get(start..start + length)?),
        std::borrow::Cow::Owned(text) => Text::from(text.get(start..start + length)?.to_owned()),
    })
}

/// Returns a name as people write it, from a `HumanName`.
pub(crate) fn name_of<'a>(json: Json<'_, 'a>) -> Option<Text<'a>> {
    if let Some(text) = capped_text_of(json, "text") {
        return Some(text);
    }
    let words = |name: &str| json.get(name).into_iter().flat_map(Json::each).filter_map(capped_text);
    let words: Vec<_> = words("given").chain(words("family")).collect();
    (!words.is_empty()).then(|| Text::from(words.iter().map(Text::as_str).collect::<Vec<_>>().join(" ")))
}
