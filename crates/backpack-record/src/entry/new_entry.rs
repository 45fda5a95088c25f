//! Any of the builders, for those who take whichever comes.

use super::form::{self, Described};
use super::json::Object;
use super::merge::merge;
use super::{
    Allergy, Appointment, CarePlan, Condition, Coverage, Device, Document, Entry, EntryError, FamilyHistory,
    GeneticResult, Goal, Imaging, Immunization, Injury, LabResult, Medication, Note, Procedure, Report,
    SocialHistory, Symptom, Treatment, Visit, VitalSign,
};
use crate::{Header, Kind};

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
                    $(Self::$name(_) => <$name as Described>::TYPE,)*
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

            pub(super) fn write(&self, id: &str, subject: Option<&str>, is_strict: bool) -> Result<Object, EntryError> {
                match self {
                    $(Self::$name(builder) => form::write(builder.as_ref(), id, subject, is_strict),)*
                    Self::Resource(entry) => form::parse(entry.body()),
                }
            }

            /// Returns what the builder of this one's sort reads in an object.
            pub(super) fn same(&self, object: &Object) -> Result<Self, EntryError> {
                match self {
                    $(Self::$name(_) => form::read_object::<$name>(object).map(Into::into),)*
                    Self::Resource(_) => Ok(self.clone()),
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
    Treatment: Procedure, "Procedure";
    VitalSign: VitalSign, "Observation";
    LabResult: LabResult, "Observation";
    GeneticResult: GeneticResult, "Observation";
    SocialHistory: SocialHistory, "Observation";
    FamilyHistory: FamilyHistory, "FamilyMemberHistory";
    Visit: Visit, "Encounter";
    Appointment: Appointment, "Appointment";
    Device: Device, "DeviceUseStatement";
    CarePlan: CarePlan, "CarePlan";
    Goal: Goal, "Goal";
    Coverage: Coverage, "Coverage";
    Imaging: Imaging, "ImagingStudy";
    Report: Report, "DiagnosticReport";
    Document: Document, "DocumentReference";
    Note: Document, "DocumentReference";
}

impl NewEntry {
    /// Returns the entry that a body is, for a form: in the builder of its kind, or as it is where there is none.
    ///
    /// What was built comes back as it was. What a builder has no field for is not in it; [`NewEntry::build_over`] keeps
    /// it all the same.
    ///
    /// # Errors
    ///
    /// When the bytes are no resource.
    pub fn read(body: &[u8]) -> Result<Self, EntryError> {
        let header = Header::read(body).map_err(EntryError::Refused)?;
        let object = form::parse(body)?;
        match (header.resource_type.as_str(), header.kind) {
            ("AllergyIntolerance", _) => form::read_object::<Allergy>(&object).map(Into::into),
            ("Condition", Kind::Symptom) => form::read_object::<Symptom>(&object).map(Into::into),
            ("Condition", Kind::Injury) => form::read_object::<Injury>(&object).map(Into::into),
            ("Condition", _) => form::read_object::<Condition>(&object).map(Into::into),
            ("MedicationStatement", _) => form::read_object::<Medication>(&object).map(Into::into),
            ("Immunization", _) => form::read_object::<Immunization>(&object).map(Into::into),
            ("Procedure", _) if Treatment::is_one(&object) => {
                form::read_object::<Treatment>(&object).map(Into::into)
            }
            ("Procedure", _) => form::read_object::<Procedure>(&object).map(Into::into),
            ("Observation", kind) => Self::read_observation(body, &object, kind),
            ("FamilyMemberHistory", _) => form::read_object::<FamilyHistory>(&object).map(Into::into),
            ("Encounter", _) => form::read_object::<Visit>(&object).map(Into::into),
            ("Appointment", _) => form::read_object::<Appointment>(&object).map(Into::into),
            ("DeviceUseStatement", _) => form::read_object::<Device>(&object).map(Into::into),
            ("CarePlan", _) => form::read_object::<CarePlan>(&object).map(Into::into),
            ("Goal", _) => form::read_object::<Goal>(&object).map(Into::into),
            ("Coverage", _) => form::read_object::<Coverage>(&object).map(Into::into),
            ("ImagingStudy", _) => form::read_object::<Imaging>(&object).map(Into::into),
            ("DiagnosticReport", _) => form::read_object::<Report>(&object).map(Into::into),
            ("DocumentReference", _) if Note::is_one(&object) => {
                form::read_object::<Note>(&object).map(Into::into)
            }
            ("DocumentReference", _) => form::read_object::<Document>(&object).map(Into::into),
            _ => Entry::from_resource(body).map(Self::Resource),
        }
    }

    fn read_observation(body: &[u8], object: &Object, kind: Kind) -> Result<Self, EntryError> {
        match kind {
            Kind::VitalSign => form::read_object::<VitalSign>(object).map(Into::into),
            Kind::GeneticResult => form::read_object::<GeneticResult>(object).map(Into::into),
            Kind::SocialHistory => form::read_object::<SocialHistory>(object).map(Into::into),
            Kind::LabResult => form::read_object::<LabResult>(object).map(Into::into),
            _ => Entry::from_resource(body).map(Self::Resource),
        }
    }

    /// Returns the entry as an edit of one that is there: what this form changed against what that one says is done to
    /// it, and what a builder has no field for stays as it is.
    ///
    /// A narrative that was generated from the content goes once the content changes. Another resource type, and a
    /// resource that the host app made itself, take the place of what was there.
    ///
    /// # Errors
    ///
    /// As [`NewEntry::build`], and when the body that is there cannot be read.
    pub fn build_over(&self, before: &[u8], id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let after = self.build(id, subject)?;
        let resource = form::parse(before)?;
        if matches!(self, Self::Resource(_)) || resource.text("resourceType") != Some(self.resource_type()) {
            return Ok(after);
        }
        let read = match Self::read(before)? {
            Self::Resource(_) => self.same(&resource)?,
            read => read,
        };
        let was = read.write(id, subject, false)?;
        let merged = merge(&resource, &was, &self.write(id, subject, true)?);
        Ok(if merged == resource {
            Entry::keep(self.resource_type(), before)
        } else {
            Entry::of(self.resource_type(), &merged)
        })
    }
}

impl From<Entry> for NewEntry {
    fn from(entry: Entry) -> Self {
        Self::Resource(entry)
    }
}
