//! Which queries of the plan are declared.

use super::DeclaredType;
use crate::dialect::Dialect;
use crate::plan;
use crate::scope::Granted;

/// A query of the plan, and whether the portal declares its question.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbedQuery {
    /// The query's stable name.
    pub id: String,
    /// What it brings, in words for people.
    pub label: String,
    /// Whether the portal declares the question.
    pub declared: Declared,
}

/// Whether a portal declares a question. A hint: some portals answer what they do not declare, and the reverse.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Declared {
    /// The type and its parameters are declared.
    Yes,
    /// The portal says nothing of what it answers.
    NotSaid,
    /// The type is not declared.
    NoType,
    /// The type is, and this parameter is not.
    NoParameter(String),
}

/// Returns every search of a dialect's plan, for somebody who grants all of it. What other records point to is no
/// search, and left out.
pub(super) fn of_plan(dialect: &Dialect, types: &[DeclaredType], has_statement: bool) -> Vec<ProbedQuery> {
    let all = Granted::parse(&["patient/*.rs".to_owned()]);
    let searches = plan::queries(dialect, &all).into_iter().filter(|query| !query.follows);
    let says_something = has_statement && !types.is_empty();
    let probed = searches.map(|query| {
        let declared = if says_something { declared(types, &query.id) } else { Declared::NotSaid };
        ProbedQuery { id: query.id, label: query.label, declared }
    });
    probed.collect()
}

/// Says whether a query, such as `Observation?category=laboratory`, is declared. A type whose parameters are not listed
/// at all says nothing against any.
fn declared(types: &[DeclaredType], id: &str) -> Declared {
    let (name, parameters) = id.split_once('?').unwrap_or((id, ""));
    let Some(declared) = types.iter().find(|declared| declared.name == name) else { return Declared::NoType };
    if name == plan::PATIENT || declared.parameters.is_empty() {
        return Declared::Yes;
    }
    let has = |wanted: &str| declared.parameters.iter().any(|name| name == wanted);
    if !has("patient") && !has("subject") {
        return Declared::NoParameter("patient".to_owned());
    }
    let names = parameters.split('&').filter_map(|parameter| parameter.split([':', '=']).next());
    let missing = names.filter(|name| !name.is_empty()).find(|name| !has(name));
    missing.map_or(Declared::Yes, |name| Declared::NoParameter(name.to_owned()))
}
