//! The status, as written.

use super::parts::{Top, capped_text, capped_text_of};
use crate::Text;
use crate::json::Json;

/// Returns the status: `status`, else `clinicalStatus`, else `verificationStatus`, as a code or a concept.
///
/// A record entered in error or refuted says so before anything else. What older versions say beside the status,
/// that a vaccine was not given or a medication not taken, is told in the words of the newer ones, since a status
/// such as `completed` would say the contrary of what the source says.
pub(super) fn status<'a>(top: &Top<'_, 'a>) -> Option<Text<'a>> {
    let verification = top.get("verificationStatus").and_then(code);
    if let Some(refuted) =
        verification.as_ref().filter(|code| matches!(code.as_str(), "entered-in-error" | "refuted"))
    {
        return Some(refuted.clone());
    }
    let is_true = |name: &str| top.get(name).and_then(Json::boolean) == Some(true);
    let status = top.get("status").and_then(code);
    if status.as_ref().is_none_or(|status| status != "entered-in-error") {
        if is_true("notGiven") || is_true("wasNotGiven") || is_true("notDone") || is_true("notPerformed") {
            return Some(Text::from("not-done"));
        }
        if is_true("wasNotTaken") || top.text_of("taken").is_some_and(|taken| taken == "n") {
            return Some(Text::from("not-taken"));
        }
    }
    status
        .or_else(|| top.get("clinicalStatus").and_then(code))
        .or(verification)
        .or_else(|| top.get("lifecycleStatus").and_then(code))
}

/// Returns a bare code, or the first code of a concept, else its text.
fn code<'a>(json: Json<'_, 'a>) -> Option<Text<'a>> {
    json.each().find_map(|value| {
        capped_text(value)
            .or_else(|| value.get("coding")?.each().find_map(|coding| capped_text_of(coding, "code")))
            .or_else(|| capped_text_of(value, "text"))
    })
}
