//! Whether a portal can be connected, and what can be had from it: found out from what it says about itself, before
//! anybody signs in and without a credential.

mod coverage;
mod facts;
mod report;

use backpack_connect::{Context, Error};
use backpack_dialect::{Dialect, Dialects};

use crate::base::Base;
use crate::discovery::Reading;

pub use crate::discovery::{AssociatedEndpoint, BrandLink, DeclaredType, Quirk, Software, Verdict, Why};
pub use coverage::{Declared, ProbedQuery};
pub use facts::{EndpointFact, FoundIn, PkceFact, Said, SignInFacts};
pub use report::{ProbeReport, Recognised, RecognisedBy};

const OPERATION: &str = "probe";

/// Probes the portal at `fhir_base`: asks for its `smart-configuration` and its capability statement, and says what
/// they come to. Two requests, no credential, at most 16 MiB and 30 seconds each. `row` names the row of `dialects`
/// that a directory knows the portal to speak by; without one it is recognised by its address, then by its software.
///
/// A portal that cannot be reached, or is none, is a report that says so and no error: the person asked whether it can
/// be connected, and this is the answer. A sign-in begins by the same reading, and fails for the same reasons.
///
/// # Errors
///
/// [`ErrorKind::Cancelled`](backpack_connect::ErrorKind::Cancelled) alone.
pub async fn probe(
    context: &Context,
    fhir_base: &str,
    dialects: &Dialects,
    row: Option<&str>,
) -> Result<ProbeReport, Error> {
    context.check(OPERATION)?;
    let base = match Base::parse(fhir_base) {
        Ok(base) => base,
        Err(error) => return Ok(ProbeReport::refused(fhir_base, Why::of_address(&error))),
    };
    let reading = Reading::ask(context, &base, OPERATION).await?;
    let row = row.and_then(|name| dialects.row(name));
    Ok(report(&base, dialects, row, reading))
}

fn report(base: &Base, dialects: &Dialects, row: Option<&Dialect>, reading: Reading) -> ProbeReport {
    let software = reading.statement.as_ref().and_then(|statement| statement.software.as_ref());
    let (recognised, dialect) = recognise(base, dialects, row, software);
    let verdict =
        reading.obstacle(dialect.authorization.pkce).map_or(Verdict::Supported, Verdict::Unsupported);
    let has_statement = reading.statement.is_some();
    let (version, software, types) = match reading.statement {
        Some(statement) => (statement.version, statement.software, statement.types),
        None => (None, None, Vec::new()),
    };
    ProbeReport {
        base: base.given().to_owned(),
        verdict,
        recognised,
        fhir_version: version,
        software,
        sign_in: reading.sign_in.map(SignInFacts::of),
        queries: coverage::of_plan(&dialect, &types, has_statement),
        types,
        brands: reading.brands,
        associated: reading.associated,
        quirks: reading.quirks,
    }
}

fn recognise(
    base: &Base,
    dialects: &Dialects,
    row: Option<&Dialect>,
    software: Option<&Software>,
) -> (Recognised, Dialect) {
    let root = base.root();
    let by_list = row.map(|row| (row, RecognisedBy::Directory));
    let by_address = dialects.at(root.host_str().unwrap_or_default(), root.path());
    let by_address = by_address.map(|row| (row, RecognisedBy::Address));
    let by_software = software.and_then(|software| dialects.running(&software.name));
    let by_software = by_software.map(|row| (row, RecognisedBy::Software));
    let known = by_list.or(by_address).or(by_software);
    let (row, by) =
        known.map_or_else(|| (Dialect::plain(), RecognisedBy::Nothing), |(row, by)| (row.clone(), by));
    (Recognised { row: row.name.clone(), title: row.title.clone(), by }, row)
}
