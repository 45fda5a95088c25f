//! Scopes of SMART App Launch, version 1 and 2, read without ever failing.

/// What a grant allows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Granted(Vec<Scope>);

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
        Self(words.filter_map(Scope::parse).collect())
    }

    /// Says whether a search of `resource_type` with these parameters is allowed. A granular scope allows it when the
    /// search is limited at least as much.
    pub(crate) fn searches(&self, resource_type: &str, asked: &[(&str, &str)]) -> bool {
        let fits = |scope: &Scope| scope.search && scope.only.iter().all(|only| is_asked(only, asked));
        self.of(resource_type).any(fits)
    }

    /// Says whether reading a `resource_type` by its id may be allowed; of a granular scope only the portal knows.
    pub(crate) fn reads(&self, resource_type: &str) -> bool {
        self.of(resource_type).any(|scope| scope.read)
    }

    fn of<'a>(&'a self, resource_type: &'a str) -> impl Iterator<Item = &'a Scope> {
        self.0.iter().filter(move |scope| scope.resource_type == "*" || scope.resource_type == resource_type)
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

/// Says whether a search asks for no more than one parameter of a granular scope allows. A code's system may be
/// written on one side alone.
fn is_asked((name, allowed): &(String, String), asked: &[(&str, &str)]) -> bool {
    let code = |token: &str| token.rsplit('|').next().unwrap_or_default().to_owned();
    asked.iter().any(|(asked, value)| {
        *asked == name && value.split(',').all(|value| value == allowed || code(value) == code(allowed))
    })
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
            assert_eq!(granted.searches("Observation", &[]), searches, "{scopes}");
            assert_eq!(granted.reads("Observation"), reads, "{scopes}");
        }
    }

    #[test]
    fn a_granular_scope_covers_only_its_own_search() {
        let granted = granted(
            "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory",
        );
        assert!(granted.searches("Observation", &[("category", "laboratory")]));
        assert!(!granted.searches("Observation", &[("category", "vital-signs")]));
        assert!(!granted.searches("Observation", &[("category", "laboratory,vital-signs")]));
        assert!(!granted.searches("Observation", &[]));
        assert!(granted.reads("Observation"));
    }
}
