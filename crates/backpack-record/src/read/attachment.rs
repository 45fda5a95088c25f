//! Attachments that a record names or holds.

use super::parts::capped_text_of;
use crate::AttachmentRef;
use crate::json::Json;
use crate::scan::Scanned;

/// The most attachments of one record that its header lists.
const MOST_ATTACHMENTS: usize = 256;

/// Returns the attachments among the objects that a scan took for such.
pub(super) fn attachments<'a>(scanned: &Scanned<'a>) -> Vec<AttachmentRef<'a>> {
    scanned.attachments().filter_map(attachment).take(MOST_ATTACHMENTS).collect()
}

/// Returns the base64 text held by the attachment at this place of the list above.
pub(crate) fn data_of<'a>(scanned: &Scanned<'a>, index: usize) -> Option<&'a str> {
    let mut attachments = scanned.attachments().filter(|json| attachment(*json).is_some());
    let data = data(attachments.nth(index)?)?;
    data.raw().strip_prefix('"')?.strip_suffix('"')
}

fn attachment<'a>(json: Json<'_, 'a>) -> Option<AttachmentRef<'a>> {
    let data_length = data(json).map_or(0, |data| data.raw().len() as u64 - 2);
    let url = capped_text_of(json, "url");
    let title = capped_text_of(json, "title");
    let content_type = capped_text_of(json, "contentType");
    if url.is_none() && title.is_none() && content_type.is_none() && data_length == 0 {
        return None;
    }
    Some(AttachmentRef {
        content_type,
        title,
        url,
        size: json.get("size").and_then(Json::number).and_then(|digits| digits.parse().ok()),
        hash: capped_text_of(json, "hash"),
        data_length,
    })
}

/// Returns the member that holds the bytes: `data`, or `content` in a Binary before R4.
fn data<'d, 'a>(json: Json<'d, 'a>) -> Option<Json<'d, 'a>> {
    let data = json.get("data").or_else(|| json.get("content"))?;
    (data.is_string() && data.raw().len() > 2).then_some(data)
}
