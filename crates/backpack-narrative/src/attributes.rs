//! What an attribute may say.

use std::borrow::Cow;

use url::Url;

use crate::NarrativeLimits;
use crate::allowed::Element;
use crate::picture::is_picture;

/// The longest value of an attribute, pictures aside, in bytes.
const LONGEST: usize = 2_048;
/// The longest id, in bytes.
const LONGEST_ID: usize = 128;

/// Returns the value to write for an attribute, or `None` if it falls away. Asked twice, it answers the same.
pub(crate) fn value<'v>(
    element: &Element,
    name: &str,
    value: &'v str,
    limits: &NarrativeLimits,
) -> Option<Cow<'v, str>> {
    if !element.allows(name) {
        return None;
    }
    let as_it_is = |allowed: bool| allowed.then_some(Cow::Borrowed(value));
    match name {
        "src" => as_it_is(is_picture(value, limits.picture_bytes)),
        _ if value.len() > LONGEST => None,
        "id" => prefixed(value, &limits.id_prefix),
        "href" => match value.trim().strip_prefix('#') {
            Some(id) => Some(Cow::Owned(format!("#{}", prefixed(id, &limits.id_prefix)?))),
            None => link(value),
        },
        "title" | "alt" => as_it_is(true),
        "lang" => {
            as_it_is(value.len() <= 35 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        }
        "dir" => as_it_is(matches!(value, "ltr" | "rtl" | "auto")),
        "align" => as_it_is(matches!(value, "left" | "center" | "right" | "justify")),
        "scope" => as_it_is(matches!(value, "row" | "col" | "rowgroup" | "colgroup")),
        // Beyond a thousand, spans and sizes are there to stall a browser.
        "colspan" | "rowspan" | "span" => as_it_is(is_number(value, 1_000)),
        "width" | "height" => as_it_is(is_number(value, 4_096)),
        "start" | "value" => as_it_is(is_number(value, 1_000_000)),
        _ => None,
    }
}

fn prefixed<'v>(id: &'v str, prefix: &str) -> Option<Cow<'v, str>> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    if id.is_empty() || id.len() > LONGEST_ID + prefix.len() || !id.bytes().all(is_plain) {
        return None;
    }
    Some(if id.starts_with(prefix) { Cow::Borrowed(id) } else { Cow::Owned(format!("{prefix}{id}")) })
}

/// Returns the address of a link as a browser would read it: http or https, a host, and no user name to deceive with.
fn link(value: &str) -> Option<Cow<'static, str>> {
    let url = Url::parse(value).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none();
    (is_web && is_plain).then(|| Cow::Owned(url.into()))
}

fn is_number(value: &str, most: u32) -> bool {
    value.len() <= 7
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && value.parse().is_ok_and(|n: u32| n <= most)
}
