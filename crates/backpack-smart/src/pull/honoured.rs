//! What a page's self link says of the question: which parameters the portal honoured (FHIR R4, Search, section 3.1.1.3).

use url::Url;

use crate::plan::{Search, is_include};

/// What a portal did not honour.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ignored {
    /// The patient: the page may hold anybody's records.
    pub(super) patient: bool,
    /// The time of the last update.
    pub(super) since: bool,
    /// Parameters that narrow the search.
    pub(super) narrowing: Vec<String>,
}

/// Compares a self link with what was asked. A link that is absent, or that does not speak of the search (a cursor, an
/// address of its own), says nothing.
pub(super) fn ignored(
    link: Option<&str>,
    from: &Url,
    search: &Search,
    by_patient: bool,
    since: bool,
) -> Ignored {
    let Some(own) = link.and_then(|link| from.join(link).ok()) else { return Ignored::default() };
    let last = own.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
    if last != Some(search.resource_type.as_str()) && last != Some("_search") {
        return Ignored::default();
    }
    let plain = |name: &str| name.split([':', '.']).next().unwrap_or_default().to_owned();
    let names = own.query_pairs().map(|(name, _)| plain(&name)).collect::<Vec<_>>();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let asked = search.with.iter().map(|(name, _)| name);
    let narrowing = asked.filter(|name| !is_include(name) && !has(&plain(name)));
    Ignored {
        patient: by_patient && !has("patient") && !has("subject"),
        since: since && !has("_lastUpdated"),
        narrowing: narrowing.cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::plan;
    use crate::scope::Granted;

    #[test]
    fn a_self_link_is_believed_as_far_as_it_speaks_of_the_search() {
        let granted = Granted::parse(&["patient/*.rs".to_owned()]);
        let search = plan::search(&Dialect::plain(), &granted, "Observation?category=laboratory").unwrap();
        let from = Url::parse("https://a.example/fhir/Observation?patient=p").unwrap();
        let of = |link: Option<&str>, since| ignored(link, &from, &search, true, since);
        let category = || vec!["category".to_owned()];
        let none = Ignored::default;
        let all = || Ignored { patient: true, since: true, narrowing: category() };
        let rows = [
            (None, none()),
            (Some("https://a.example/fhir?_getpages=1"), none()),
            (Some("https://a.example/fhir/Observation/page/7"), none()),
            (Some("::"), none()),
            (Some("https://a.example/fhir/Observation"), all()),
            (Some("Observation?_count=100"), all()),
            (Some("_search?_count=100"), all()),
            (Some("?patient=Patient%2Fp&category:in=x&_lastUpdated=ge1"), none()),
            (Some("?subject:Patient=p&category=x"), Ignored { since: true, ..none() }),
            (Some("?patient=p&_lastUpdated=ge1"), Ignored { narrowing: category(), ..none() }),
        ];
        for (link, expected) in rows {
            assert_eq!(of(link, true), expected, "{link:?}");
        }
        assert_eq!(of(Some("?patient=p&category=x"), false), none());
    }
}
