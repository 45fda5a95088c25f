//! What a probe comes to.

use super::{
    AssociatedEndpoint, BrandLink, DeclaredType, ProbedQuery, Quirk, SignInFacts, Software, Verdict, Why,
};

/// What a portal says about itself, and what that means for a person who wants to connect it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbeReport {
    /// The FHIR base, as given.
    pub base: String,
    /// Whether it can be connected; if not, why.
    pub verdict: Verdict,
    /// The row of the dialect table that it speaks by.
    pub recognised: Recognised,
    /// The FHIR version, as its capability statement says it.
    pub fhir_version: Option<String>,
    /// What it says it runs.
    pub software: Option<Software>,
    /// How people sign in; nothing where no document says so.
    pub sign_in: Option<SignInFacts>,
    /// The resource types it declares, at most 300. A hint: the answer to each question decides.
    pub types: Vec<DeclaredType>,
    /// Every query of the plan, and whether its question is declared.
    pub queries: Vec<ProbedQuery>,
    /// The bundle of brands that it links to.
    pub brands: Option<BrandLink>,
    /// Other endpoints that take the same sign-in, at most 50. They are told, and not asked.
    pub associated: Vec<AssociatedEndpoint>,
    /// How it departs from the standard, as far as these two documents show it.
    pub quirks: Vec<Quirk>,
}

impl ProbeReport {
    /// Returns the report of an address that nobody was asked at.
    pub(super) fn refused(base: &str, why: Why) -> Self {
        Self {
            base: base.to_owned(),
            verdict: Verdict::Unsupported(why),
            recognised: Recognised { row: String::new(), title: String::new(), by: RecognisedBy::Nothing },
            fhir_version: None,
            software: None,
            sign_in: None,
            types: Vec::new(),
            queries: Vec::new(),
            brands: None,
            associated: Vec::new(),
            quirks: Vec::new(),
        }
    }
}

/// Which row of the dialect table a portal speaks by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recognised {
    /// The row's name; empty where nobody was asked.
    pub row: String,
    /// The row's name for people.
    pub title: String,
    /// By what it was recognised.
    pub by: RecognisedBy,
}

/// By what a portal's dialect was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecognisedBy {
    /// By a directory, which knows whose list it is on.
    Directory,
    /// By its address.
    Address,
    /// By the software it says it runs.
    Software,
    /// By nothing: the plain row holds.
    Nothing,
}
