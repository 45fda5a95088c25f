//! SMART scopes, first and second version, as the portal enforces them.

/// The scopes of a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scopes(Vec<String>);

/// What a request wants to do with a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Read,
    Search,
}

/// How far the scopes reach for one type and act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Nothing,
    /// Only resources of these categories, each `system|code`.
    Categories(Vec<String>),
    Everything,
}

impl Scopes {
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.split_ascii_whitespace().map(str::to_owned).collect())
    }

    pub(crate) const fn from_list(list: Vec<String>) -> Self {
        Self(list)
    }

    pub(crate) fn text(&self) -> String {
        self.0.join(" ")
    }

    pub(crate) fn has(&self, scope: &str) -> bool {
        self.0.iter().any(|held| held == scope)
    }

    /// Says whether one of them is so.
    pub(crate) fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|scope| is(scope))
    }

    /// Returns those that `keep` lets through.
    pub(crate) fn narrowed(&self, keep: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|scope| keep(scope)).cloned().collect())
    }

    /// Says whether any of them is for resources.
    pub(crate) fn has_clinical(&self) -> bool {
        self.any(|scope| scope.starts_with("patient/") || scope.starts_with("user/"))
    }

    /// Returns how far the scopes reach for `act` on resources of type `kind`.
    pub(crate) fn reach(&self, kind: &str, act: Act) -> Reach {
        let mut categories = Vec::new();
        for scope in &self.0 {
            match clinical(scope, kind, act) {
                Reach::Nothing => {}
                Reach::Categories(more) => categories.extend(more),
                Reach::Everything => return Reach::Everything,
            }
        }
        if categories.is_empty() { Reach::Nothing } else { Reach::Categories(categories) }
    }
}

fn clinical(scope: &str, kind: &str, act: Act) -> Reach {
    let Some(rest) = scope.strip_prefix("patient/").or_else(|| scope.strip_prefix("user/")) else {
        return Reach::Nothing;
    };
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let Some((named, letters)) = rest.rsplit_once('.') else {
        return Reach::Nothing;
    };
    let allowed = match letters {
        "read" | "*" => true,
        "write" => false,
        letters => letters.contains(if act == Act::Read { 'r' } else { 's' }),
    };
    if !allowed || (named != "*" && named != kind) {
        return Reach::Nothing;
    }
    let Some(query) = query else {
        return Reach::Everything;
    };
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let categories =
        pairs.filter(|(name, _)| name == "category").map(|(_, value)| value.into_owned()).collect();
    Reach::Categories(categories)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_of_both_versions_reach_as_far_as_they_say() {
        let scopes = Scopes::parse(
            "openid patient/Patient.read patient/Condition.s user/Goal.* patient/Coverage.write \
             patient/Observation.rs?category=http://x|laboratory patient/Observation.s?category=http://x|survey",
        );
        let reach = |kind, act| scopes.reach(kind, act);
        let only =
            |codes: &[&str]| Reach::Categories(codes.iter().map(|code| format!("http://x|{code}")).collect());
        assert_eq!(reach("Patient", Act::Search), Reach::Everything);
        assert_eq!(reach("Condition", Act::Read), Reach::Nothing);
        assert_eq!(reach("Condition", Act::Search), Reach::Everything);
        assert_eq!(reach("Goal", Act::Read), Reach::Everything);
        assert_eq!(reach("Coverage", Act::Read), Reach::Nothing);
        assert_eq!(reach("Observation", Act::Read), only(&["laboratory"]));
        assert_eq!(reach("Observation", Act::Search), only(&["laboratory", "survey"]));
        assert_eq!(Scopes::parse("patient/*.rs").reach("Device", Act::Read), Reach::Everything);
    }
}
