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

    /// Returns the parameters with which a search of `resource_type` may be asked: those given, or, under a granular
    /// scope that is at least as wide, the same with the codes as the scope writes them. `None` if it may not.
    pub(crate) fn search(
        &self,
        resource_type: &str,
        asked: &[(String, String)],
    ) -> Option<Vec<(String, String)>> {
        let limits = self.limits(resource_type);
        if limits.contains(&&[][..]) {
            return Some(asked.to_vec());
        }
        let fits = limits.into_iter().find(|only| covers(only, asked))?;
        let written = |(name, value): &(String, String)| {
            let own = fits.iter().find(|(only, _)| only == name);
            (name.clone(), own.map_or(value, |(_, value)| value).clone())
        };
        Some(asked.iter().map(written).collect())
    }

    /// Returns the parameters of each granular scope for searches of `resource_type`, unless a scope allows them all.
    pub(crate) fn granular(&self, resource_type: &str) -> Vec<Vec<(String, String)>> {
        let limits = self.limits(resource_type);
        if limits.contains(&&[][..]) {
            return Vec::new();
        }
        limits.into_iter().map(<[_]>::to_vec).collect()
    }

    /// Says whether reading a `resource_type` by its id may be allowed; of a granular scope only the portal knows.
    pub(crate) fn reads(&self, resource_type: &str) -> bool {
        let fits = |scope: &Scope| scope.is_for(resource_type) && scope.read;
        let was_asked = self.asked.as_ref().is_none_or(|asked| asked.iter().any(fits));
        was_asked && self.scopes.iter().any(fits)
    }

    /// Returns what searches of `resource_type` are limited to, by each scope that was granted and asked for: the
    /// narrower of the two.
    fn limits(&self, resource_type: &str) -> Vec<&Only> {
        let fits = |scope: &&Scope| scope.is_for(resource_type) && scope.search;
        let granted = self.scopes.iter().filter(fits).map(|scope| scope.only.as_slice());
        let Some(asked) = &self.asked else { return granted.collect() };
        let asked = asked.iter().filter(fits).map(|scope| scope.only.as_slice()).collect::<Vec<_>>();
        granted.flat_map(|granted| asked.iter().filter_map(move |asked| narrower(granted, asked))).collect()
    }
}

type Only = [(String, String)];

fn narrower<'a>(one: &'a Only, other: &'a Only) -> Option<&'a Only> {
    if covers(other, one) {
        return Some(one);
    }
    covers(one, other).then_some(other)
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
        let within = |asked: &str| granted("patient/*.cruds user/*.rs").within(&[asked.to_owned()]);
        let all = |granted: &Granted, name| granted.search(name, &[]).is_some();
        assert!(all(&within("patient/Observation.rs"), "Observation"));
        assert!(!all(&within("patient/Observation.rs"), "Condition"));
        assert!(!within("patient/Observation.s").reads("Observation"));
        assert!(!within("openid").reads("Patient"));
        let narrow = granted("patient/Observation.rs").within(&["patient/*.rs".to_owned()]);
        assert!(narrow.reads("Observation") && !narrow.reads("Condition"));
        assert!(granted("patient/*.rs").within(&[]).reads("Condition"));
        // Of two limits the narrower one holds, whoever set it.
        let code = pairs_of(&[("category", "http://x|laboratory")]);
        let (wide, limited) =
            ("patient/Observation.rs", "patient/Observation.rs?category=http://x|laboratory");
        for (given, asked) in [(wide, limited), (limited, wide), (limited, limited)] {
            let both = granted(given).within(&[asked.to_owned()]);
            assert_eq!(
                both.search("Observation", &pairs_of(&[("category", "laboratory")])),
                Some(code.clone())
            );
            assert_eq!(both.search("Observation", &[]), None);
            assert_eq!(both.granular("Observation"), std::slice::from_ref(&code));
        }
        let other = granted(limited).within(&["patient/Observation.rs?category=http://x|exam".to_owned()]);
        assert_eq!(other.granular("Observation"), [] as [Vec<(String, String)>; 0]);
        assert_eq!(other.search("Observation", &code), None);
    }

    fn pairs_of(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}
