//! Any of the builders, for those who take whichever comes.

use super::{
    Allergy, Condition, Entry, EntryError, Immunization, Injury, LabResult, Medication, Note, Procedure,
    Symptom, Visit, VitalSign,
};
use crate::Kind;

macro_rules! builders {
    ($($name:ident: $kind:ident, $resource_type:literal;)*) => {
        /// An entry that is yet to be written: any of the builders, or a resource that the host app made itself.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum NewEntry {
            $(
                #[doc = concat!("FHIR `", $resource_type, "`.")]
                $name(Box<$name>),
            )*
            /// A resource that the host app made itself; kept byte for byte, with the id and subject it has.
            Resource(Entry),
        }

        impl NewEntry {
            /// Returns the kind under which people see it; of a resource of the host app only its header can tell.
            #[must_use]
            pub const fn kind(&self) -> Option<Kind> {
                match self {
                    $(Self::$name(_) => Some(Kind::$kind),)*
                    Self::Resource(_) => None,
                }
            }

            /// Returns the FHIR resource type, such as `Condition`.
            #[must_use]
            pub fn resource_type(&self) -> &str {
                match self {
                    $(Self::$name(_) => $resource_type,)*
                    Self::Resource(entry) => entry.resource_type(),
                }
            }

            /// Returns the entry with this id, about the person that `subject` refers to, such as `Patient/1`.
            ///
            /// # Errors
            ///
            /// When a field is not one that FHIR can hold, or two contradict each other.
            pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
                match self {
                    $(Self::$name(builder) => builder.build(id, subject),)*
                    Self::Resource(entry) => Ok(entry.clone()),
                }
            }
        }

        $(
            impl From<$name> for NewEntry {
                fn from(builder: $name) -> Self {
                    Self::$name(Box::new(builder))
                }
            }
        )*
    };
}

builders! {
    Allergy: Allergy, "AllergyIntolerance";
    Condition: Condition, "Condition";
    Symptom: Symptom, "Condition";
    Injury: Injury, "Condition";
    Medication: Medication, "MedicationStatement";
    Immunization: Immunization, "Immunization";
    Procedure: Procedure, "Procedure";
    VitalSign: VitalSign, "Observation";
    LabResult: LabResult, "Observation";
    Visit: Visit, "Encounter";
    Note: Document, "DocumentReference";
}

impl From<Entry> for NewEntry {
    fn from(entry: Entry) -> Self {
        Self::Resource(entry)
    }
}
