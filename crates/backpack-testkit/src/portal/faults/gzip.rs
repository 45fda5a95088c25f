//! A body that unpacks to far more than it weighs.

use std::io::{self, Write as _};

use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{StatusCode, header};

/// Returns a packed search page with this many spaces in it.
pub(crate) fn bomb(spaces: usize) -> Response {
    // Packing into memory cannot fail.
    let body = packed(spaces).unwrap_or_default();
    let headers =
        [(header::CONTENT_TYPE, "application/fhir+json; charset=utf-8"), (header::CONTENT_ENCODING, "gzip")];
    (StatusCode::OK, headers, body).into_response()
}

fn packed(spaces: usize) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(br#"{"resourceType":"Bundle","type":"searchset""#)?;
    let block = [b' '; 1 << 16];
    let mut left = spaces;
    while left > 0 {
        let size = left.min(block.len());
        packer.write_all(block.get(..size).unwrap_or_default())?;
        left -= size;
    }
    packer.write_all(b"}")?;
    packer.finish()
}
