//! The wall: whatever was written passes `ammonia`, which knows the same lists.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use crate::allowed::{ELEMENTS, EVERYWHERE, Element};
use crate::aside;
use crate::attributes;
use crate::{NarrativeLimits, SafeHtml};

/// Lets through what is allowed.
pub(crate) fn pass(html: &str, limits: &NarrativeLimits) -> SafeHtml {
    SafeHtml::passed(aside::back(&wall(limits).clean(html).to_string()))
}

fn wall(limits: &NarrativeLimits) -> Builder<'static> {
    let tags: HashSet<&str> = ELEMENTS.iter().map(|(name, ..)| *name).collect();
    let own: HashMap<&str, HashSet<&str>> =
        ELEMENTS.iter().map(|(name, _, own)| (*name, own.iter().copied().collect())).collect();
    let kept = limits.clone();
    let mut wall = Builder::empty();
    wall.tags(tags)
        .tag_attributes(own)
        .generic_attributes(EVERYWHERE.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(["http", "https", "data"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(move |element, name, value| {
            // The wall's own, put there after everything of that name was taken away.
            if name == "rel" {
                return Some(Cow::Borrowed(value));
            }
            let element = Element::of(element)?;
            attributes::value(&element, name, value, &kept).map(Cow::into_owned).map(Cow::Owned)
        });
    wall
}
