//! What is asked for, in which form, and where it should go.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Scope {
    /// The sorts of records; empty for the whole designated record set (45 CFR 164.501).
    pub categories: Vec<Category>,
    /// The time they are about; all of it if absent.
    pub period: Option<Period>,
}

/// A period, either end open. Both days belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// A sort of records. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Category {
    /// Notes of visits.
    VisitNotes,
    /// Results of laboratories.
    LabResults,
    /// Images themselves, as DICOM.
    Images,
    /// Reports of imaging.
    ImagingReports,
    /// Medications and prescriptions.
    Medications,
    /// Immunizations.
    Immunizations,
    /// Allergies.
    Allergies,
    /// Problems and diagnoses.
    Problems,
    /// Operations and procedures.
    Procedures,
    /// Bills and claims.
    Billing,
    /// Something else, in the person's words.
    Other(String),
}

/// A form of a copy. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Form {
    /// FHIR, as JSON.
    Fhir,
    /// C-CDA documents.
    Ccda,
    /// PDF.
    Pdf,
    /// Paper.
    Paper,
    /// Something else, in the person's words.
    Other(String),
}

/// Where the copy should go. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Delivery {
    /// By e-mail.
    Email {
        /// The address.
        address: String,
        /// Whether the person wants it although ordinary e-mail can be read by others on its way, and was told so.
        warning_acknowledged: bool,
    },
    /// In the holder's portal.
    Portal,
    /// By post, to the person's postal address.
    Post,
    /// To somebody else.
    ThirdParty(ThirdParty),
}

/// Somebody else who should get the copy. The request must then be in writing and signed, and say clearly who that is and
/// where (45 CFR 164.524(c)(3)(ii)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThirdParty {
    /// The name.
    pub name: String,
    /// Where to, line by line.
    pub address: Vec<String>,
    /// When the person signed for it.
    pub signed: Option<Date>,
}

impl Scope {
    /// Returns everything: the whole designated record set.
    #[must_use]
    pub fn everything() -> Self {
        Self::default()
    }

    /// Returns some sorts of records.
    #[must_use]
    pub fn of(categories: impl IntoIterator<Item = Category>) -> Self {
        Self { categories: categories.into_iter().collect(), period: None }
    }

    /// Sets the period, either end open.
    #[must_use]
    pub fn between(mut self, from: Option<Date>, to: Option<Date>) -> Self {
        self.period = Some(Period { from, to });
        self
    }
}

impl Category {
    /// Returns what it is called in a letter.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::VisitNotes => {
                "visit notes, including progress notes, consultations and discharge summaries"
            }
            Self::LabResults => "laboratory and pathology results",
            Self::Images => "images, as DICOM files",
            Self::ImagingReports => "imaging reports",
            Self::Medications => "medications and prescriptions",
            Self::Immunizations => "immunizations",
            Self::Allergies => "allergies and intolerances",
            Self::Problems => "problems and diagnoses",
            Self::Procedures => "operations and procedures",
            Self::Billing => "billing and claims records",
            Self::Other(words) => words,
        }
    }
}

impl Form {
    /// Returns what it is called in a letter.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Fhir => "FHIR R4 resources as JSON",
            Self::Ccda => "C-CDA documents",
            Self::Pdf => "PDF files",
            Self::Paper => "paper",
            Self::Other(words) => words,
        }
    }
}

impl ThirdParty {
    /// Returns somebody at an address, not signed for yet.
    #[must_use]
    pub fn new(name: impl Into<String>, address: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let address = address.into_iter().map(Into::into).collect();
        Self { name: name.into(), address, signed: None }
    }

    /// Says when the person signed for it.
    #[must_use]
    pub fn signed_on(mut self, date: Date) -> Self {
        self.signed = Some(date);
        self
    }
}
