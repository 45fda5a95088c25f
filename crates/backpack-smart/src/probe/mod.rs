//! Whether a portal can be connected, and what can be had from it: found out from what it says about itself, before
//! anybody signs in and without a credential.

mod brands;
mod configuration;
mod coverage;
mod document;
mod facts;
mod quirk;
mod report;
mod statement;
mod verdict;

use backpack_connect::{Context, Error};
use backpack_dialect::{Dialect, Dialects};

use crate::base::Base;
use document::Document;

pub use brands::{AssociatedEndpoint, BrandLink};
pub use coverage::{Declared, ProbedQuery};
pub use facts::{EndpointFact, FoundIn, PkceFact, Said, SignInFacts};
pub use quirk::Quirk;
pub use report::{ProbeReport, Recognised, RecognisedBy};
pub use statement::{DeclaredType, Software};
pub use verdict::{Verdict, Why};

/// Probes the portal at `fhir_base`: asks for its `smart-configuration` and its capability statement, and says what
/// they come to. Two requests, no credential, at most 16 MiB and 30 seconds each. `row` names the row of `dialects`
/// that a directory knows the portal to speak by; without one it is recognised by its address, then by its software.
///
/// A portal that cannot be reached, or is none, is a report that says so and no error: the person asked whether it can
/// be connected, and this is the answer.
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
    context.check(document::OPERATION)?;
    let base = match Base::parse(fhir_base) {
        Ok(base) => base,
        Err(error) => return Ok(ProbeReport::refused(fhir_base, Why::of_address(&error))),
    };
    let well_known = base.below(&[".well-known", "smart-configuration"]);
    let well_known = Document::ask(context, well_known, "application/json").await?;
    let metadata = Document::ask(context, base.below(&["metadata"]), crate::wire::FHIR_JSON).await?;
    let row = row.and_then(|name| dialects.row(name));
    Ok(assess(&base, dialects, row, &well_known, &metadata))
}

/// Puts together what the two documents say.
fn assess(
    base: &Base,
    dialects: &Dialects,
    row: Option<&Dialect>,
    well_known: &Document,
    metadata: &Document,
) -> ProbeReport {
    let mut quirks = Vec::new();
    let configuration = well_known.object();
    let statement = metadata.object().filter(|object| statement::is_one(object));
    well_known.quirks("smart-configuration", &mut quirks);
    metadata.quirks("capability statement", &mut quirks);
    let version = statement.and_then(statement::version);
    let software = statement.and_then(Software::of);
    let types = statement.map(DeclaredType::all).unwrap_or_default();
    let sign_in = configuration::sign_in(base, configuration, statement, &mut quirks);
    let (recognised, dialect) = recognise(base, dialects, row, software.as_ref());
    let verdict = verdict::decide(&verdict::Evidence {
        well_known,
        metadata,
        version: version.as_deref(),
        has_statement: statement.is_some(),
        sign_in: sign_in.as_ref(),
        dialect: &dialect,
    });
    match statement {
        None => quirks.push(Quirk::NoStatement),
        Some(_) if version.is_none() => quirks.push(Quirk::VersionNotSaid),
        Some(_) => {}
    }
    if statement.is_some() && types.is_empty() {
        quirks.push(Quirk::DeclaresNothing);
    }
    let brands = configuration.and_then(|object| brands::link(base, object, &mut quirks));
    ProbeReport {
        base: base.given().to_owned(),
        verdict,
        recognised,
        fhir_version: version,
        software,
        sign_in,
        queries: coverage::of_plan(&dialect, &types, statement.is_some()),
        types,
        brands,
        associated: configuration.map(brands::associated).unwrap_or_default(),
        quirks,
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
