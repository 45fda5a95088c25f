//! Writing a body with what the person says in place of what the source says.

use std::collections::{BTreeMap, BTreeSet};

use super::{Correction, ElementStep};
use crate::json::Json;
use crate::scan::check;

/// What becomes of a value, or of what is inside it.
#[derive(Default)]
struct Edit<'c> {
    /// What is written in its place; `None` inside if nothing is.
    set: Option<Option<&'c str>>,
    members: BTreeMap<String, Self>,
    items: BTreeMap<usize, Self>,
}

/// Returns the body of `root` as JSON with the corrections that have a place in it. A correction inside an element that is
/// corrected as a whole does not count.
pub(super) fn corrected<'c>(
    root: Json<'_, '_>,
    corrections: impl Iterator<Item = &'c Correction>,
) -> Vec<u8> {
    let mut whole = Edit::default();
    for correction in corrections {
        // What came from elsewhere may hold anything.
        if correction.value.as_deref().is_some_and(|value| check(value.as_bytes(), 0).is_err()) {
            continue;
        }
        if let Some(found) = correction.element.locate(root).filter(|found| !found.path.steps.is_empty()) {
            whole.inside(&found.path.steps).set = Some(correction.value.as_deref());
        }
    }
    let mut out = String::with_capacity(root.raw().len() + 64);
    if !whole.write(Some(root), &mut out) {
        out.push_str("{}");
    }
    out.into_bytes()
}

impl Edit<'_> {
    fn inside(&mut self, steps: &[ElementStep]) -> &mut Self {
        let Some((step, rest)) = steps.split_first() else { return self };
        let next = match step {
            ElementStep::Member(name) => self.members.entry(name.clone()).or_default(),
            ElementStep::Item { at, .. } => self.items.entry(*at as usize).or_default(),
        };
        next.inside(rest)
    }

    /// Writes a value as edited. Returns whether there is one: FHIR has no empty objects and lists.
    fn write(&self, value: Option<Json<'_, '_>>, out: &mut String) -> bool {
        match self.set {
            Some(Some(text)) => {
                out.push_str(text.trim());
                true
            }
            Some(None) => false,
            None if !self.members.is_empty() => self.write_object(value, out),
            None if !self.items.is_empty() => self.write_list(value, out),
            None => {
                out.push_str(value.map_or("", Json::raw));
                value.is_some()
            }
        }
    }

    fn write_object(&self, value: Option<Json<'_, '_>>, out: &mut String) -> bool {
        let mut list = Listed::open('{', out);
        let mut met = BTreeSet::new();
        for (name, member) in value.into_iter().flat_map(Json::members) {
            let edit = name.text().and_then(|name| self.members.get_key_value(name.as_str()));
            met.extend(edit.map(|(name, _)| name));
            list.item(|out| {
                out.push_str(name.raw());
                out.push(':');
                match edit {
                    Some((_, edit)) => edit.write(Some(member).filter(|member| !member.is_null()), out),
                    None => {
                        out.push_str(member.raw());
                        true
                    }
                }
            });
        }
        for (name, edit) in self.members.iter().filter(|(name, _)| !met.contains(name)) {
            list.item(|out| {
                out.push_str(&quoted(name));
                out.push(':');
                edit.write(None, out)
            });
        }
        list.close('}')
    }

    fn write_list(&self, value: Option<Json<'_, '_>>, out: &mut String) -> bool {
        let mut list = Listed::open('[', out);
        let mut count = 0;
        for item in value.into_iter().flat_map(Json::elements) {
            let edit = self.items.get(&count);
            list.item(|out| match edit {
                Some(edit) => edit.write(Some(item), out),
                None => {
                    out.push_str(item.raw());
                    true
                }
            });
            count += 1;
        }
        for (_, edit) in self.items.range(count..) {
            list.item(|out| edit.write(None, out));
        }
        list.close(']')
    }
}

/// An object or a list on its way out.
struct Listed<'o> {
    out: &'o mut String,
    start: usize,
    is_empty: bool,
}

impl<'o> Listed<'o> {
    fn open(bracket: char, out: &'o mut String) -> Self {
        let start = out.len();
        out.push(bracket);
        Self { out, start, is_empty: true }
    }

    /// Writes one more, unless there turns out to be none.
    fn item(&mut self, write: impl FnOnce(&mut String) -> bool) {
        let before = self.out.len();
        if !self.is_empty {
            self.out.push(',');
        }
        if write(self.out) {
            self.is_empty = false;
        } else {
            self.out.truncate(before);
        }
    }

    fn close(self, bracket: char) -> bool {
        if self.is_empty {
            self.out.truncate(self.start);
        } else {
            self.out.push(bracket);
        }
        !self.is_empty
    }
}

/// Returns a text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
