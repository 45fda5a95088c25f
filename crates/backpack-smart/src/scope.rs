//! Scopes of SMART App Launch, version 1 and 2, read without ever failing.

/// What a grant allows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    scopes: Vec<Scope>,
    /// The types that were asked for, where not all were: a wider grant is used for no more.
    asked: Option<Vec<String>>,
}

/// One scope for resources, such as `patient/Observation.rs?category=laboratory`.
#[derive(Debug, PartialEq, Eq)]
struct Scope {
    resource_type: String,
    read: bool,
    search: bool,
    /// The parameters that a granular scope is limited to.
    only: Vec<(String, String)>,
}

impl Granted {
    /// Reads scopes; what is no scope for resources says nothing here.
    pub(crate) fn parse(scopes: &[String]) -> Self {
        let words = scopes.iter().flat_map(|scopes| scopes.split_whitespace());
        Self { scopes: words.filter_map(Scope::parse).collect(), asked: None }
    }

    /// Returns what of this was asked for, given the scopes of the host or else the types of the dialect.
    pub(crate) fn within(self, scopes: Option<&[String]>, types: &[String]) -> Self {
        let types = match scopes {
            Some(scopes) => Self::parse(scopes).scopes.into_iter().map(|scope| scope.resource_type).collect(),
            None => types.to_vec(),
        };
        // Scopes that name no type are of another sort, which says nothing of types.
        let is_all = types.is_empty() || types.iter().any(|name| name == "*");
        Self { asked: (!is_all).then_some(types), ..self }
    }

    /// Returns the parameters with which a search of `resource_type` may be asked: those given, or, under a granular
    /// scope that is at least as wide, the same with the codes as the scope writes them. `None` if it may not.
    pub(crate) fn search(
        &self,
        resource_type: &str,
        asked: &[(String, String)],
    ) -> Option<Vec<(String, String)>> {
        if self.of(resource_type).any(|scope| scope.search && scope.only.is_empty()) {
            return Some(asked.to_vec());
        }
        let mut granular = self.of(resource_type).filter(|scope| scope.search);
        let fits = granular.find(|scope| covers(&scope.only, asked))?;
        let written = |(name, value): &(String, String)| {
            let own = fits.only.iter().find(|(only, _)| only == name);
            (name.clone(), own.map_or(value, |(_, value)| value).clone())
        };
        Some(asked.iter().map(written).collect())
    }

    /// Returns the parameters of each granular scope for searches of `resource_type`, unless a scope allows them all.
    pub(crate) fn granular(&self, resource_type: &str) -> Vec<Vec<(String, String)>> {
        let scopes = self.of(resource_type).filter(|scope| scope.search);
        let limits = scopes.map(|scope| scope.only.clone()).collect::<Vec<_>>();
        if limits.iter().any(Vec::is_empty) { Vec::new() } else { limits }
    }

    /// Says whether reading a `resource_type` by its id may be allowed; of a granular scope only the portal knows.
    pub(crate) fn reads(&self, resource_type: &str) -> bool {
        self.of(resource_type).any(|scope| scope.read)
    }

    fn of<'a>(&'a self, resource_type: &'a str) -> impl Iterator<Item = &'a Scope> {
        let was_asked =
            self.asked.as_ref().is_none_or(|asked| asked.iter().any(|asked| asked == resource_type));
        let fits = move |scope: &&Scope| scope.resource_type == "*" || scope.resource_type == resource_type;
        self.scopes.iter().filter(move |scope| was_asked && fits(scope))
    }
}

impl Scope {
    fn parse(text: &str) -> Option<Self> {
        let (text, query) = text.split_once('?').unwrap_or((text, ""));
        let (level, rest) = text.split_once('/')?;
        let (resource_type, rights) = rest.rsplit_once('.')?;
        if !matches!(level, "patient" | "user") || resource_type.is_empty() {
            return None;
        }
        let (read, search) = match rights {
            "read" | "*" => (true, true),
            "write" => (false, false),
            letters => (letters.contains('r'), letters.contains('s')),
        };
        let only = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Some(Self { resource_type: resource_type.to_owned(), read, search, only })
    }
}

/// Says whether a search is limited to what the parameters of a granular scope allow.
pub(crate) fn covers(only: &[(String, String)], asked: &[(String, String)]) -> bool {
    only.iter().all(|only| is_asked(only, asked))
}

/// Says whether a search asks for no more than one parameter of a granular scope allows. A code's system may be
/// written on one side alone.
fn is_asked((name, allowed): &(String, String), asked: &[(String, String)]) -> bool {
    asked.iter().any(|(asked, value)| {
        asked == name && value.split(',').all(|value| value == allowed || is_same_code(value, allowed))
    })
}

fn is_same_code(one: &str, other: &str) -> bool {
    match (one.rsplit_once('|'), other.rsplit_once('|')) {
        (Some(_), Some(_)) => one == other,
        (Some((_, code)), None) => code == other,
        (None, Some((_, code))) => code == one,
        (None, None) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(scopes: &str) -> Granted {
        Granted::parse(&[scopes.to_owned()])
    }

    #[test]
    fn scopes_of_both_versions_are_read() {
        let cases = [
            ("patient/*.rs", true, true),
            ("patient/*.read", true, true),
            ("patient/Observation.read", true, true),
            ("user/Observation.cruds", true, true),
            ("patient/*.*", true, true),
            ("patient/Observation.r", false, true),
            ("patient/Observation.s", true, false),
            ("patient/Observation.write", false, false),
            ("patient/Condition.rs", false, false),
            ("system/Observation.rs", false, false),
            ("launch/patient openid fhirUser offline_access", false, false),
            ("openid patient/Observation.rs", true, true),
            ("patient/ .rs patient/.rs patient/Observation ?/. x/y.z", false, false),
        ];
        for (scopes, searches, reads) in cases {
            let granted = granted(scopes);
            assert_eq!(granted.search("Observation", &[]).is_some(), searches, "{scopes}");
            assert_eq!(granted.reads("Observation"), reads, "{scopes}");
        }
    }

    #[test]
    fn a_granular_scope_covers_only_its_own_search() {
        let granted = granted(
            "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory",
        );
        let code = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
        let search = |pairs: &[(&str, &str)]| granted.search("Observation", &pairs_of(pairs));
        // What is asked is written as the scope writes it, system and all.
        assert_eq!(search(&[("category", "laboratory")]), Some(pairs_of(&[("category", code)])));
        let dated = search(&[("category", "laboratory"), ("date", "ge2020")]);
        assert_eq!(dated, Some(pairs_of(&[("category", code), ("date", "ge2020")])));
        assert_eq!(search(&[("category", "vital-signs")]), None);
        assert_eq!(search(&[("category", "laboratory,vital-signs")]), None);
        assert_eq!(search(&[("category", "http://other|laboratory")]), None);
        assert_eq!(search(&[]), None);
        assert!(granted.reads("Observation"));
        assert_eq!(granted.granular("Observation"), [pairs_of(&[("category", code)])]);
        assert_eq!(granted.granular("Condition"), [] as [Vec<(String, String)>; 0]);
    }

    #[test]
    fn a_wider_grant_is_used_for_what_was_asked_alone() {
        let reads = |scopes: Option<&str>, types: &[&str], name: &str| {
            let scopes = scopes.map(|scopes| vec![scopes.to_owned()]);
            let types = types.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
            granted("patient/*.rs").within(scopes.as_deref(), &types).reads(name)
        };
        assert!(reads(None, &["*"], "Condition"));
        assert!(reads(None, &["Goal", "Condition"], "Condition"));
        assert!(!reads(None, &["Goal"], "Condition"));
        assert!(!reads(Some("openid patient/Goal.rs"), &["*"], "Condition"));
        assert!(reads(Some("openid patient/Goal.rs"), &["Condition"], "Goal"));
        assert!(reads(Some("openid everything"), &["Goal"], "Condition"));
    }

    fn pairs_of(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}
