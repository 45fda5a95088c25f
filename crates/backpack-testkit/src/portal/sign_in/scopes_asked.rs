//! Which scopes a dialect's portal knows, and how it wants them written.

use backpack_dialect::{ScopeSyntax, Scopes as Row, UnknownScopes};

use super::scope::Scopes;
use crate::portal::options::ScopePolicy;
use crate::portal::shared::Portal;

impl Portal {
    /// Says whether this scope asks for access while the person is away.
    pub(crate) fn is_lasting(&self, scope: &str) -> bool {
        let row = &self.dialect().scopes.lasting;
        // The standard has two words for it; a row that has another knows that alone.
        scope == row && !row.is_empty() || row == OFFLINE && scope == ONLINE
    }
}

/// Returns the scopes for resources that a portal of this row offers.
pub(crate) fn clinical(portal: &Portal) -> Vec<String> {
    let row = &portal.dialect().scopes;
    let written = |ending: &'static str| row.types.iter().map(move |kind| format!("patient/{kind}.{ending}"));
    match row.syntax {
        ScopeSyntax::V1 => written("read").collect(),
        ScopeSyntax::V2 => written("rs").collect(),
        _ => written("rs").chain(written("read")).collect(),
    }
}

/// Returns every scope that discovery names.
pub(crate) fn supported(portal: &Portal) -> Vec<String> {
    let row = &portal.dialect().scopes;
    let mut scopes = row.context.clone();
    if !row.lasting.is_empty() {
        scopes.push(row.lasting.clone());
    }
    if row.lasting == OFFLINE {
        scopes.push(ONLINE.to_owned());
    }
    scopes.extend(clinical(portal));
    scopes.extend(portal.registration_scope().map(str::to_owned));
    scopes
}

/// Returns why a request for these scopes is refused, if it is: one scope that is not known fails all.
pub(crate) fn refusal(portal: &Portal, asked: &str) -> Option<&'static str> {
    asked.split_ascii_whitespace().find_map(|scope| one(portal, scope))
}

fn one(portal: &Portal, scope: &str) -> Option<&'static str> {
    let row = &portal.dialect().scopes;
    if row.unknown == UnknownScopes::Refused {
        return (!supported(portal).iter().any(|known| known == scope)).then_some("a scope is not known");
    }
    if is_known(portal, scope) {
        return None;
    }
    // What the standard has, and the row left out, is left out because asking for it fails.
    let standard = Row::default().context.iter().any(|known| known == scope);
    if standard || scope == OFFLINE || scope == ONLINE {
        return Some("a scope of the standard is not offered here");
    }
    let rest = scope.strip_prefix("patient/").or_else(|| scope.strip_prefix("user/"))?;
    resources(row, rest)
}

/// Says whether a scope that is not for resources is known.
fn is_known(portal: &Portal, scope: &str) -> bool {
    let context = &portal.dialect().scopes.context;
    let listed = |name: &str| context.iter().any(|known| known == name);
    listed(scope)
        || portal.is_lasting(scope)
        || portal.registration_scope() == Some(scope)
        || (scope == "profile" && portal.issues_id_tokens())
}

fn resources(row: &Row, rest: &str) -> Option<&'static str> {
    let plain = rest.split('?').next().unwrap_or_default();
    let (kind, ending) = plain.rsplit_once('.')?;
    let first = ["read", "write", "*"].contains(&ending);
    if (row.syntax == ScopeSyntax::V1 && !first) || (row.syntax == ScopeSyntax::V2 && first) {
        return Some("scopes are written in the other way here");
    }
    let every = row.types.iter().any(|known| known == "*");
    let listed = row.types.iter().any(|known| known == kind);
    (!every && !listed).then_some("a scope is for a type, or for all types, that is not offered")
}

/// Returns what of the requested scopes is granted; what is not known is dropped.
pub(crate) fn granted(portal: &Portal, requested: &str) -> Scopes {
    let resource = |scope: &str| scope.starts_with("patient/") || scope.starts_with("user/");
    let readable = Scopes::parse(requested).narrowed(|scope| resource(scope) || is_known(portal, scope));
    match &portal.options.scopes {
        ScopePolicy::AsRequested => readable,
        ScopePolicy::Only(list) => readable.narrowed(|scope| list.iter().any(|allowed| allowed == scope)),
        ScopePolicy::Exactly(list) => Scopes::from_list(list.clone()),
    }
}

const OFFLINE: &str = "offline_access";
const ONLINE: &str = "online_access";
