//! Scopes of SMART App Launch, version 1 and 2, read without ever failing.

/// What a grant allows, of what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    scopes: Vec<Scope>,
    /// What was asked for; `None` for no limit.
    asked: Option<Vec<Scope>>,
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
        Self { scopes: parse(scopes), asked: None }
    }

    /// Limits it to what was asked for: a wider grant is used for no more. Nothing asked is no limit.
    pub(crate) fn within(mut self, asked: &[String]) -> Self {
        self.asked = (!asked.is_empty()).then(|| parse(asked));
        self
    }

    /// Says whether a search of `resource_type` with these parameters is allowed. A granular scope allows it when the
    /// search is limited at least as much.
    pub(crate) fn searches(&self, resource_type: &str, asked: &[(&str, &str)]) -> bool {
        let fits = |scope: &Scope| {
            scope.is_for(resource_type) && scope.search && scope.only.iter().all(|only| is_asked(only, asked))
        };
        self.allows(fits)
    }

    /// Says whether reading a `resource_type` by its id may be allowed; of a granular scope only the portal knows.
    pub(crate) fn reads(&self, resource_type: &str) -> bool {
        self.allows(|scope| scope.is_for(resource_type) && scope.read)
    }

    fn allows(&self, fits: impl Fn(&Scope) -> bool) -> bool {
        let asked = self.asked.as_ref().is_none_or(|asked| asked.iter().any(&fits));
        asked && self.scopes.iter().any(fits)
    }
}

fn parse(scopes: &[String]) -> Vec<Scope> {
    let words = scopes.iter().flat_map(|scopes| scopes.split_whitespace());
    words.filter_map(Scope::parse).collect()
}

impl Scope {
    fn is_for(&self, resource_type: &str) -> bool {
        self.resource_type == "*" || self.resource_type == resource_type
    }

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
    fn a_wider_grant_is_used_for_what_was_asked_alone() {
        let within = |asked: &str| granted("patient/*.cruds user/*.rs").within(&[asked.to_owned()]);
        assert!(within("patient/Observation.rs").searches("Observation", &[]));
        assert!(!within("patient/Observation.rs").searches("Condition", &[]));
        assert!(!within("patient/Observation.s").reads("Observation"));
        assert!(!within("openid").reads("Patient"));
        let narrow = granted("patient/Observation.rs").within(&["patient/*.rs".to_owned()]);
        assert!(narrow.reads("Observation") && !narrow.reads("Condition"));
        assert!(granted("patient/*.rs").within(&[]).reads("Condition"));
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
