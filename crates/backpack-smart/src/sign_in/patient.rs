//! Whose record it is: looked for in the places that the portal's row names, in its order.

use backpack_connect::{Context, Error, ErrorKind, Redirects};
use backpack_record::Bundle;

use super::claims::Claims;
use super::token::TokenAnswer;
use crate::base::{Base, is_id};
use crate::dialect::{Dialect, PatientSource};
use crate::jose::Compact;
use crate::pull::Peek;
use crate::status::{is_trouble, trouble};
use crate::wire::{FHIR_JSON, ask, get};

const OPERATION: &str = "sign in";

/// Returns the patient's id.
pub(super) async fn patient(
    context: &Context,
    base: &Base,
    dialect: &Dialect,
    answer: &TokenAnswer,
    claims: Option<&Claims>,
) -> Result<String, Error> {
    // What the answer says is never passed over for being malformed: it becomes part of URLs.
    let named = answer.patient(OPERATION)?;
    for source in &dialect.tokens.patient_from {
        let found = match source {
            PatientSource::TokenAnswer => named.clone(),
            PatientSource::FhirUser => claims.and_then(|claims| claims.patient(base)),
            PatientSource::AccessToken => in_access_token(dialect, answer),
            PatientSource::OnlyPatient => Some(the_only_patient(context, base, answer.access()).await?),
            _ => None,
        };
        if let Some(found) = found {
            return Ok(found);
        }
    }
    named.ok_or_else(nobody)
}

/// Reads a claim of the access token. To a client the token is opaque; only a row that knows better looks into it, and
/// it came from the token endpoint itself.
fn in_access_token(dialect: &Dialect, answer: &TokenAnswer) -> Option<String> {
    let name = dialect.tokens.patient_claim.as_ref()?;
    let token = Compact::read(answer.access())?;
    let text = token.claims.get(name)?.as_str()?;
    let id = text.strip_prefix("Patient/").unwrap_or(text);
    is_id(id).then(|| id.to_owned())
}

async fn the_only_patient(context: &Context, base: &Base, token: &str) -> Result<String, Error> {
    let request = get(context, base.below(&["Patient"]), FHIR_JSON)
        .credential(base.credential(token))
        .redirects(Redirects::SameOrigin(3));
    let found = ask(context, request, OPERATION).await?;
    if is_trouble(found.status) {
        return Err(trouble(context, found.status, &found.headers, OPERATION));
    }
    let bundle = Bundle::split(&found.body).map_err(|_| nobody())?;
    let more = bundle.link("next").is_some();
    let mut ids = bundle.entries.iter().filter_map(|entry| {
        let peek = Peek::read(entry.resource?)?;
        peek.id.filter(|id| peek.resource_type == "Patient" && is_id(id))
    });
    match (ids.next(), ids.next()) {
        (Some(id), None) if !more => Ok(id),
        _ => Err(nobody()),
    }
}

fn nobody() -> Error {
    Error::new(ErrorKind::Malformed("it does not say whose record it is"), OPERATION)
}
