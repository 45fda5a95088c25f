//! Which scopes are asked for: as few as bring in the record, in the portal's own words.

use crate::Access;
use crate::dialect::{
    ClientAuthentication, Dialect, Offered, Registration, ScopeSyntax as Written, UnknownScopes,
};
use crate::discovery::{Endpoints, ScopeSyntax};
use crate::plan;
use crate::site::Site;

/// Returns the scopes of a first request. What the host chose stays as it is.
pub(super) fn scopes(
    site: &Site,
    dialect: &Dialect,
    endpoints: &Endpoints,
    method: ClientAuthentication,
) -> Vec<String> {
    if let Some(scopes) = &site.options.scopes {
        return scopes.clone();
    }
    let lasting = site.options.access == Access::Lasting;
    let mut asked = dialect.scopes.context.clone();
    if lasting && is_offered(dialect, method) && !dialect.scopes.lasting.is_empty() {
        asked.push(dialect.scopes.lasting.clone());
    }
    if let Registration::Protected { scope, .. } = &dialect.registration
        && lasting
        // An app that can prove itself gets a refresh token.
        && method == ClientAuthentication::None
        && !scope.is_empty()
    {
        asked.push(scope.clone());
    }
    let syntax = match dialect.scopes.syntax {
        Written::V1 => ScopeSyntax::V1,
        Written::V2 => ScopeSyntax::V2,
        _ => endpoints.scopes,
    };
    for name in types(dialect) {
        let supported = &endpoints.scopes_supported;
        if name == "*" && names_single_types_alone(supported) {
            let types = plan::all_types(dialect);
            asked.extend(types.iter().filter_map(|name| supported_scope(name, supported, syntax)).flatten());
        } else {
            asked.push(format!("patient/{name}.{}", right(syntax)));
        }
    }
    let is_picky = dialect.scopes.unknown == UnknownScopes::Refused;
    // A portal that lists nothing is asked for exactly what its row names.
    let listed = is_picky.then(|| narrowed(dialect, &asked, &endpoints.scopes_supported)).flatten();
    listed.unwrap_or(asked)
}

/// Returns what of refused scopes the portal lists, a scope for all types as those for each; `None` if that is
/// nothing less, or no longer any record.
pub(super) fn narrowed(dialect: &Dialect, asked: &[String], supported: &[String]) -> Option<Vec<String>> {
    let mut fewer: Vec<String> = Vec::new();
    for scope in asked {
        let found = match scope.strip_prefix("patient/").and_then(|rest| rest.rsplit_once('.')) {
            _ if supported.contains(scope) => vec![scope.clone()],
            None => Vec::new(),
            Some((name, letters)) => {
                let syntax = if letters == "read" { ScopeSyntax::V1 } else { ScopeSyntax::V2 };
                let names = if name == "*" { plan::all_types(dialect) } else { [name].into() };
                let all = (name == "*").then(|| supported_scope("*", supported, syntax)).flatten();
                let single = || names.iter().filter_map(|name| supported_scope(name, supported, syntax));
                all.unwrap_or_else(|| single().flatten().collect())
            }
        };
        for scope in found {
            if !fewer.contains(&scope) {
                fewer.push(scope);
            }
        }
    }
    let records = fewer.iter().any(|scope| scope.starts_with("patient/"));
    (records && fewer != asked).then_some(fewer)
}

/// Says whether lasting access is to be had, as far as the row knows.
fn is_offered(dialect: &Dialect, method: ClientAuthentication) -> bool {
    match dialect.tokens.refresh.offered {
        Offered::Nobody => false,
        Offered::Confidential => method != ClientAuthentication::None,
        _ => true,
    }
}

/// Returns the row's types. A plan of a few types needs no more than these and the patient.
fn types(dialect: &Dialect) -> Vec<&str> {
    let (types, only) = (&dialect.scopes.types, &dialect.plan.only);
    if only.is_empty() || types.iter().any(|name| name != "*") {
        return types.iter().map(String::as_str).collect();
    }
    let patient = only.iter().all(|name| name != "Patient").then_some("Patient");
    patient.into_iter().chain(only.iter().map(String::as_str)).collect()
}

fn right(syntax: ScopeSyntax) -> &'static str {
    match syntax {
        ScopeSyntax::V1 => "read",
        ScopeSyntax::V2 => "rs",
    }
}

fn names_single_types_alone(supported: &[String]) -> bool {
    let mut of_patient = supported.iter().filter(|scope| scope.starts_with("patient/")).peekable();
    of_patient.peek().is_some() && of_patient.all(|scope| !scope.starts_with("patient/*"))
}

/// Returns how a portal lists reading and searching one type: in the wanted version, else in the other, else letter
/// by letter, else limited to parts of the type.
fn supported_scope(name: &str, supported: &[String], syntax: ScopeSyntax) -> Option<Vec<String>> {
    let lists = |right: &str| {
        let scope = format!("patient/{name}.{right}");
        supported.contains(&scope).then_some(scope)
    };
    let other = if syntax == ScopeSyntax::V2 { "read" } else { "rs" };
    let whole = lists(right(syntax)).or_else(|| lists(other));
    let parts = || {
        let granular = format!("patient/{name}.rs?");
        let parts: Vec<_> = supported.iter().filter(|scope| scope.starts_with(&granular)).cloned().collect();
        (!parts.is_empty()).then_some(parts)
    };
    whole.map(|scope| vec![scope]).or_else(|| Some(vec![lists("r")?, lists("s")?])).or_else(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialects;
    use crate::scope::Granted;

    fn list(scopes: &str) -> Vec<String> {
        scopes.split_whitespace().map(ToOwned::to_owned).collect()
    }

    #[test]
    fn every_type_of_the_plan_has_a_scope() {
        let everything = Granted::parse(&list("patient/*.rs"));
        let rows = Dialects::built_in();
        for row in rows.rows() {
            let types = plan::all_types(row);
            for query in plan::queries(row, &everything) {
                let name = query.id.split('?').next().unwrap_or_default();
                assert!(query.follows || types.contains(name), "{name}");
            }
        }
    }

    #[test]
    fn refused_scopes_become_those_that_are_listed() {
        let rows = [
            ("openid patient/*.rs", "patient/*.rs", Some("patient/*.rs")),
            ("openid patient/*.rs", "openid patient/*.read", Some("openid patient/*.read")),
            (
                "openid patient/*.rs",
                "patient/Goal.rs patient/Binary.read x",
                Some("patient/Binary.read patient/Goal.rs"),
            ),
            ("patient/Goal.read", "patient/Goal.r patient/Goal.s", Some("patient/Goal.r patient/Goal.s")),
            (
                "patient/*.rs",
                "patient/Observation.rs?category=a|b",
                Some("patient/Observation.rs?category=a|b"),
            ),
            (
                "openid offline_access patient/Goal.rs",
                "openid patient/Goal.rs",
                Some("openid patient/Goal.rs"),
            ),
            ("openid patient/*.rs", "openid patient/*.rs", None),
            ("openid patient/*.rs", "openid", None),
            ("openid patient/*.rs", "", None),
            ("patient/*.rs", "patient/Goal.write patient/ patient/. ?", None),
        ];
        for (asked, supported, expected) in rows {
            assert_eq!(
                narrowed(&Dialect::plain(), &list(asked), &list(supported)),
                expected.map(list),
                "{asked} of {supported}"
            );
        }
    }
}
