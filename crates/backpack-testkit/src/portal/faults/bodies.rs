//! What faults and oddities do to an answer that the portal itself would have given well.

use std::sync::atomic::Ordering;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use backpack_dialect::Oddity;
use http::{StatusCode, header};

use super::fault::{EtagForm, Fault};
use super::instead::set;
use super::texts;
use super::when::Striking;
use super::xml::xml;
use crate::portal::fhir::stamp::text_of;
use crate::portal::shared::{Portal, lock};

/// Every answer of this number is XML, for portals whose oddity that is.
const XML_EVERY: u64 = 10;

/// Returns the answer with whatever faults and oddities do to it.
pub(crate) async fn changed(
    portal: &Portal,
    striking: &Striking,
    path: &str,
    mut response: Response,
) -> Response {
    tag(portal, striking, &mut response);
    let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let records = path.starts_with(portal.path()) && !path.ends_with("/metadata");
    let json = media.is_some_and(|media| media.starts_with("application/fhir+json"));
    if !records || !json || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Ok(mut text) = String::from_utf8(bytes.to_vec()) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    text = rewritten(portal, striking, text);
    if is_xml(portal, striking)
        && let Some(xml) = xml(&text)
    {
        text = xml;
        parts.headers.insert(
            header::CONTENT_TYPE,
            http::HeaderValue::from_static("application/fhir+xml; charset=utf-8"),
        );
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    let mut response = Response::from_parts(parts, Body::from(text));
    for fault in striking.iter() {
        if let Fault::MediaType(media) = fault {
            response.headers_mut().remove(header::CONTENT_TYPE);
            if !media.is_empty() {
                set(&mut response, header::CONTENT_TYPE, media);
            }
        }
    }
    response
}

fn rewritten(portal: &Portal, striking: &Striking, mut text: String) -> String {
    let plays = |oddity| portal.plays(oddity, striking);
    if plays(Oddity::WrongCase) {
        text = texts::wrong_case(&text);
    }
    if plays(Oddity::NumbersAsText) {
        text = texts::numbers_for_text(&text);
    }
    if plays(Oddity::DocumentsInLine) {
        let records = lock(&portal.records);
        text = texts::in_line(&text, |reference| text_of(records.body(reference)?, "data"));
    }
    for fault in striking.iter() {
        text = match fault {
            Fault::NoSearchMode => text.replace(",\"search\":{\"mode\":\"match\"}", ""),
            Fault::NoFullUrl => texts::without_full_urls(&text),
            Fault::QuotedNumbers => texts::text_for_numbers(&text),
            Fault::AttachmentsAt(address) => texts::attachments_at(&text, address),
            Fault::BundleOfType(kind) => {
                text.replacen("\"type\":\"searchset\"", &format!("\"type\":\"{kind}\""), 1)
            }
            _ => text,
        };
    }
    text
}

/// Says whether this answer is XML: always by a fault, now and then by a dialect.
fn is_xml(portal: &Portal, striking: &Striking) -> bool {
    if striking.has(&Fault::Odd(Oddity::Xml)) {
        return true;
    }
    portal.dialect().oddities.contains(&Oddity::Xml)
        && (portal.answered.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(XML_EVERY)
}

/// Writes the entity tag in the form that is asked for.
fn tag(portal: &Portal, striking: &Striking, response: &mut Response) {
    let asked = striking.iter().find_map(|fault| match fault {
        Fault::Etag(form) => Some(*form),
        _ => None,
    });
    let bare = portal.plays(Oddity::BareEtags, striking).then_some(EtagForm::Bare);
    let Some(form) = asked.or(bare) else { return };
    let Some(tag) = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()) else { return };
    let version = tag.trim_start_matches("W/").trim_matches('"').to_owned();
    let unchanged = response.status() == StatusCode::NOT_MODIFIED;
    match form {
        EtagForm::Strong => set(response, header::ETAG, &format!("\"{version}\"")),
        EtagForm::Bare => set(response, header::ETAG, &version),
        EtagForm::AbsentWhenUnchanged if !unchanged => {}
        EtagForm::Absent | EtagForm::AbsentWhenUnchanged => {
            response.headers_mut().remove(header::ETAG);
        }
    }
}
