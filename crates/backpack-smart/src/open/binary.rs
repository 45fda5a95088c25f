//! A `Binary` in JSON.

use std::borrow::Cow;

use backpack_connect::{BodyStream, Download, Error, ErrorKind};
use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::OPERATION;

/// A `Binary` in JSON holds the bytes in base64; anything else is itself what was attached.
pub(super) fn from_json(body: &Bytes, kind: Option<String>, offset: u64) -> Result<Download, Error> {
    let binary =
        serde_json::from_slice::<Binary<'_>>(body).ok().filter(|binary| binary.resource_type == "Binary");
    let (bytes, kind) = match binary {
        // What is no JSON at all is not of that type, whatever the portal says.
        None => (body.clone(), kind.filter(|_| serde_json::from_slice::<&RawValue>(body).is_ok())),
        Some(binary) => {
            let mut text = binary.data;
            if text.contains(|c: char| c.is_ascii_whitespace()) {
                text = text.split_ascii_whitespace().collect::<String>().into();
            }
            let bytes = BASE64.decode(text.as_bytes());
            let bytes = bytes.map_err(|_| Error::new(ErrorKind::Malformed("its base64"), OPERATION))?;
            (bytes.into(), binary.content_type)
        }
    };
    let length = bytes.len() as u64;
    // Everything is here, so that resuming is a matter of leaving out.
    let start = usize::try_from(offset).map_or(bytes.len(), |offset| offset.min(bytes.len()));
    let mut download = Download::new(kind, Some(length), BodyStream::from_bytes(bytes.slice(start..)));
    download.offset = start as u64;
    Ok(download)
}

/// Portals leave padding out now and then.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Deserialize)]
struct Binary<'a> {
    #[serde(rename = "resourceType", borrow)]
    resource_type: Cow<'a, str>,
    #[serde(default, rename = "contentType")]
    content_type: Option<String>,
    #[serde(default, borrow)]
    data: Cow<'a, str>,
}
