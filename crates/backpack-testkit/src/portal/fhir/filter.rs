//! The parameters of a search, and which records they let through.

use super::facets::{Facets, Token};
use crate::people::calendar::Span;
use crate::portal::faults::instead::MOVED;
use crate::portal::sign_in::scope::Reach;

/// One search, read from its query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// The parameters that were understood, as they were sent: the self link shows them.
    pub(crate) honoured: Vec<(String, String)>,
    pub(crate) ignored: Vec<String>,
    pub(crate) patient: Option<String>,
    /// The patient was named by the bare id.
    pub(crate) bare: bool,
    pub(crate) ids: Option<Vec<String>>,
    pub(crate) count: Option<usize>,
    pub(crate) cursor: Option<String>,
    pub(crate) provenance: bool,
    /// Everything that a match refers to comes along.
    pub(crate) references: bool,
    pub(crate) total: bool,
    tests: Vec<Test>,
}

#[derive(Clone, Debug)]
enum Test {
    Category(Vec<Wanted>),
    NoCategory,
    Code(Vec<Wanted>),
    Type(Vec<Wanted>),
    Status(Vec<Wanted>),
    Intent(Vec<Wanted>),
    Date(Comparison),
    Recorded(Comparison),
    Updated(Comparison),
}

/// A token as a search writes it: `code`, `system|code` or `|code`.
#[derive(Clone, Debug)]
struct Wanted {
    system: Option<String>,
    code: String,
}

#[derive(Clone, Debug)]
struct Comparison {
    prefix: Prefix,
    span: Span,
}

#[derive(Clone, Copy, Debug)]
enum Prefix {
    Equal,
    NotEqual,
    Before,
    After,
    From,
    Until,
}

/// A parameter whose value cannot be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unreadable;

impl Filter {
    /// Reads a query; `known` are parameters that the portal takes beside FHIR's own.
    pub(crate) fn parse(kind: &str, query: &str, known: &[&str]) -> Result<Self, Unreadable> {
        let mut filter = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if known.contains(&name.as_ref()) {
                filter.honoured.push((name.into_owned(), value.into_owned()));
            } else if name != MOVED {
                filter.take(kind, &name, &value)?;
            }
        }
        Ok(filter)
    }

    /// Forgets that only what is new was asked for.
    pub(crate) fn ignore_last_updated(&mut self) {
        self.tests.retain(|test| !matches!(test, Test::Updated(_)));
        self.honoured.retain(|(name, _)| name != "_lastUpdated");
    }

    fn take(&mut self, kind: &str, name: &str, value: &str) -> Result<(), Unreadable> {
        let wanted = || value.split(',').map(Wanted::parse).collect();
        match name {
            "_cursor" => {
                self.cursor = Some(value.to_owned());
                return Ok(());
            }
            "patient" | "subject" if kind != "Patient" => {
                self.bare = !value.starts_with("Patient/");
                self.patient = Some(value.strip_prefix("Patient/").unwrap_or(value).to_owned());
            }
            "_id" => self.ids = Some(value.split(',').map(str::to_owned).collect()),
            "_count" => self.count = Some(value.parse().map_err(|_| Unreadable)?),
            "_total" => self.total = value == "accurate",
            "_revinclude" if value == "Provenance:target" => self.provenance = true,
            "_include" if value.strip_suffix(":*") == Some(kind) => self.references = true,
            "category" => self.tests.push(Test::Category(wanted())),
            "category:missing" if value == "true" => self.tests.push(Test::NoCategory),
            "code" | "vaccine-code" => self.tests.push(Test::Code(wanted())),
            "type" => self.tests.push(Test::Type(wanted())),
            "status" | "lifecycle-status" => self.tests.push(Test::Status(wanted())),
            "intent" => self.tests.push(Test::Intent(wanted())),
            "date" | "authoredon" | "authored" | "onset-date" | "start-date" => {
                self.tests.push(Test::Date(Comparison::parse(value)?));
            }
            "recorded-date" => self.tests.push(Test::Recorded(Comparison::parse(value)?)),
            "_lastUpdated" => self.tests.push(Test::Updated(Comparison::parse(value)?)),
            _ => {
                self.ignored.push(name.to_owned());
                return Ok(());
            }
        }
        self.honoured.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Returns whether a category or code narrows the search.
    pub(crate) fn is_narrow(&self) -> bool {
        self.ids.is_some() || self.tests.iter().any(|test| matches!(test, Test::Category(_) | Test::Code(_)))
    }

    /// Returns the only category asked for, whose index then suffices.
    pub(crate) fn single_category(&self) -> Option<&str> {
        self.tests.iter().find_map(|test| match test {
            Test::Category(wanted) => {
                wanted.first().filter(|_| wanted.len() == 1).map(|one| one.code.as_str())
            }
            _ => None,
        })
    }

    pub(crate) fn lets_through(&self, facets: &Facets) -> bool {
        self.tests.iter().all(|test| test.fits(facets))
    }
}

/// Returns whether a grant that reaches this far covers a resource with these facets.
pub(crate) fn covers(reach: &Reach, facets: &Facets) -> bool {
    match reach {
        Reach::Nothing => false,
        Reach::Everything => true,
        Reach::Categories(list) => list
            .iter()
            .map(|one| Wanted::parse(one))
            .any(|one| facets.categories.iter().any(|held| one.is(held))),
    }
}

impl Test {
    fn fits(&self, facets: &Facets) -> bool {
        let plain = |wanted: &[Wanted], held: &Option<std::sync::Arc<str>>| {
            held.as_ref().is_some_and(|held| wanted.iter().any(|one| one.code == **held))
        };
        match self {
            Self::Category(wanted) => any(wanted, &facets.categories),
            Self::NoCategory => facets.categories.is_empty(),
            Self::Code(wanted) => any(wanted, &facets.codes),
            Self::Type(wanted) => any(wanted, &facets.types),
            Self::Status(wanted) => plain(wanted, &facets.status),
            Self::Intent(wanted) => plain(wanted, &facets.intent),
            Self::Date(comparison) => comparison.fits(facets.date),
            Self::Recorded(comparison) => comparison.fits(facets.recorded),
            Self::Updated(comparison) => comparison.fits(facets.updated),
        }
    }
}

fn any(wanted: &[Wanted], held: &[Token]) -> bool {
    wanted.iter().any(|one| held.iter().any(|token| one.is(token)))
}

impl Wanted {
    fn parse(text: &str) -> Self {
        match text.split_once('|') {
            Some((system, code)) => Self { system: Some(system.to_owned()), code: code.to_owned() },
            None => Self { system: None, code: text.to_owned() },
        }
    }

    fn is(&self, token: &Token) -> bool {
        let code = self.code.is_empty() || *token.code == *self.code;
        code && self.system.as_ref().is_none_or(|system| *token.system == **system)
    }
}

impl Comparison {
    fn parse(text: &str) -> Result<Self, Unreadable> {
        let (prefix, rest) = match text.split_at_checked(2) {
            Some(("eq", rest)) => (Prefix::Equal, rest),
            Some(("ne", rest)) => (Prefix::NotEqual, rest),
            Some(("lt" | "eb", rest)) => (Prefix::Before, rest),
            Some(("gt" | "sa", rest)) => (Prefix::After, rest),
            Some(("ge", rest)) => (Prefix::From, rest),
            Some(("le", rest)) => (Prefix::Until, rest),
            _ => (Prefix::Equal, text),
        };
        Ok(Self { prefix, span: Span::parse(rest).ok_or(Unreadable)? })
    }

    /// Compares as FHIR R4 says for ranges; a record without the date fits nothing.
    fn fits(&self, held: Option<Span>) -> bool {
        let Some(held) = held else {
            return false;
        };
        let asked = self.span;
        match self.prefix {
            Prefix::Equal => held.start >= asked.start && held.end <= asked.end,
            Prefix::NotEqual => held.start < asked.start || held.end > asked.end,
            Prefix::Before => held.start < asked.start,
            Prefix::After => held.end > asked.end,
            Prefix::From => held.end > asked.start,
            Prefix::Until => held.start < asked.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_compare_as_ranges() {
        let fits = |asked: &str, held| Comparison::parse(asked).unwrap().fits(Span::parse(held));
        let holding = |held: &'static str, cases: &[&str]| -> Vec<bool> {
            cases.iter().map(|asked| fits(asked, held)).collect()
        };
        let instant = "2020-05-05T10:00:00Z";
        let same =
            ["eq", "ne", "lt", "gt", "ge", "le", "sa", "eb", ""].map(|prefix| format!("{prefix}{instant}"));
        let same: Vec<&str> = same.iter().map(String::as_str).collect();
        assert_eq!(holding(instant, &same), [true, false, false, false, true, true, false, false, true]);
        let around = ["eq2020", "ge2021", "lt2021", "gt2019", "2020-05-04", "le2020-05-05", "gt2020-05-05"];
        assert_eq!(holding(instant, &around), [true, false, true, true, false, true, false]);
        assert_eq!(holding("2020", &["ge2020-06-01", "lt2020-06-01", "eq2020-06-01"]), [true, true, false]);
        assert!(!Comparison::parse("ge1900").unwrap().fits(None));
        assert!(Comparison::parse("gesoon").is_err());
    }
}
