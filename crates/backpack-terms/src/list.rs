//! The lists that ship with the library.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::vocabulary::Vocabulary;

macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident = $file:literal, $system:expr, $notice:expr;)*) => {
        /// A list of terms that ships with the library.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum List {
            $($(#[$meta])* $name,)*
        }

        impl List {
            /// Every list.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns where the list comes from and what its licence asks to be said, for those who use the program.
            #[must_use]
            pub const fn notice(self) -> &'static str {
                match self {
                    $(Self::$name => $notice,)*
                }
            }

            /// Returns the URI of the code system.
            #[must_use]
            pub const fn system(self) -> &'static str {
                match self {
                    $(Self::$name => $system,)*
                }
            }

            /// Returns the list, read at the first question.
            pub(crate) fn vocabulary(self) -> Arc<Vocabulary> {
                match self {
                    $(Self::$name => {
                        static READ: OnceLock<Arc<Vocabulary>> = OnceLock::new();
                        let read = || Arc::new(Vocabulary::new(
                            Some(Cow::Borrowed($system)),
                            self.is_official(),
                            text($file, include_bytes!(concat!("../data/", $file))),
                        ));
                        Arc::clone(READ.get_or_init(read))
                    })*
                }
            }
        }
    };
}

const OWN: &str = "Terms of Backpack, under its own licence.";
const ICD: &str = "ICD-10-CM, April 1, 2026: National Center for Health Statistics (NCHS), a work of the government of the \
                   United States; based on ICD-10, copyright World Health Organization.";
const CVX: &str = "CVX: Centers for Disease Control and Prevention (CDC), in the public domain.";
const RXNORM: &str = "This product uses publicly available data from the U.S. National Library of Medicine (NLM), National \
                      Institutes of Health, Department of Health and Human Services; NLM is not responsible for the product \
                      and does not endorse or recommend this or any other product.";
const LOINC: &str = "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief \
                     Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is \
                     available at no cost under the license at http://loinc.org/license. LOINC® is a registered United \
                     States trademark of Regenstrief Institute, Inc.";
const UCUM: &str =
    "UCUM is copyright © Regenstrief Institute, Inc., under the licence at https://ucum.org/license.";
const HL7: &str = "Codes of HL7 terminology (CC0).";

lists! {
    /// Common conditions in everyday words, with codes of ICD-10-CM.
    Conditions = "conditions.tsv", "http://hl7.org/fhir/sid/icd-10-cm", ICD;
    /// ICD-10-CM without its seventh character: 46,881 titles with their inclusion terms, in English.
    Icd10Cm = "icd-10-cm.tsv.zst", "http://hl7.org/fhir/sid/icd-10-cm", ICD;
    /// What people feel.
    Symptoms = "symptoms.tsv", "https://backpack.health/fhir/terms/symptoms", OWN;
    /// Common injuries.
    Injuries = "injuries.tsv", "https://backpack.health/fhir/terms/injuries", OWN;
    /// Medications by ingredient, in English; 206 of 550 with a code of `RxNorm`.
    Medications = "medications.tsv", "http://www.nlm.nih.gov/research/umls/rxnorm", RXNORM;
    /// What people are allergic to in food.
    FoodAllergens = "food-allergens.tsv", "https://backpack.health/fhir/terms/food-allergens", OWN;
    /// What people are allergic to around them.
    EnvironmentAllergens = "environment-allergens.tsv", "https://backpack.health/fhir/terms/environment-allergens", OWN;
    /// Groups of medications that people are allergic to.
    MedicationAllergens = "medication-allergens.tsv", "https://backpack.health/fhir/terms/medication-allergens", OWN;
    /// What an allergy does.
    Reactions = "reactions.tsv", "https://backpack.health/fhir/terms/reactions", OWN;
    /// Procedures and treatments.
    Treatments = "treatments.tsv", "https://backpack.health/fhir/terms/treatments", OWN;
    /// Vaccines in everyday words, with codes of CVX.
    VaccineNames = "vaccine-names.tsv", "http://hl7.org/fhir/sid/cvx", CVX;
    /// CVX: 284 vaccines and immune globulins, in English.
    Vaccines = "vaccines.tsv", "http://hl7.org/fhir/sid/cvx", CVX;
    /// Common lab tests in everyday words, with codes of LOINC.
    LabTests = "lab-tests.tsv", "http://loinc.org", LOINC;
    /// Vital signs, with codes of LOINC.
    VitalSigns = "vital-signs.tsv", "http://loinc.org", LOINC;
    /// Units that are common in labs, vital signs and doses, with codes of UCUM.
    Units = "units.tsv", "http://unitsofmeasure.org", UCUM;
    /// Places of the body.
    BodySites = "body-sites.tsv", "https://backpack.health/fhir/terms/body-sites", OWN;
    /// How medications are taken, with codes of HL7's `v3-RouteOfAdministration`.
    Routes = "routes.tsv", "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", HL7;
    /// How often medications are taken, with codes of HL7's `v3-GTSAbbreviation`.
    Frequencies = "frequencies.tsv", "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", HL7;
    /// Relatives, with codes of HL7's `v3-RoleCode`.
    Relations = "relations.tsv", "http://terminology.hl7.org/CodeSystem/v3-RoleCode", HL7;
    /// Devices and implants.
    Devices = "devices.tsv", "https://backpack.health/fhir/terms/devices", OWN;
    /// What social history is about.
    Habits = "habits.tsv", "https://backpack.health/fhir/terms/habits", OWN;
}

impl List {
    /// Tells whether the words are those of the code system itself.
    const fn is_official(self) -> bool {
        matches!(self, Self::Icd10Cm | Self::Vaccines | Self::Medications)
    }
}

/// Returns a list's text, unpacked if it is packed.
fn text(file: &str, bytes: &'static [u8]) -> Cow<'static, str> {
    if file.ends_with(".zst") {
        // What is built in is whole, or no test of this crate passes.
        let unpacked = zstd::decode_all(bytes).unwrap_or_default();
        return String::from_utf8(unpacked).unwrap_or_default().into();
    }
    std::str::from_utf8(bytes).unwrap_or_default().into()
}
