//! Imaging studies and reports.

use super::form::{Described, Form};
use super::json::{Node, Object};
use super::observation;
use super::setters::{builder, codes};
use super::{Concept, EntryError};

builder! {
    /// Pictures that were taken of the body: FHIR `ImagingStudy`, of unknown status, since the pictures are not in it.
    Imaging: "ImagingStudy", named what = "what was taken: `X-ray of the left knee`" {
        modality: value(Modality) = "how it was taken",
        date: text = "when it was taken, as precisely as known",
        referrer: text = "who asked for it, by name",
        place: text = "where it was taken, by name",
        reason: concept = "what it was taken for",
        findings: text = "what is seen, in words",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// How pictures are taken: DICOM's modality (CID 29).
    Modality {
        /// X-ray, digital.
        XRay = "DX",
        /// X-ray of the breast.
        Mammography = "MG",
        /// Computed tomography.
        ComputedTomography = "CT",
        /// Magnetic resonance.
        MagneticResonance = "MR",
        /// Ultrasound.
        Ultrasound = "US",
        /// Positron emission tomography.
        PositronEmission = "PT",
        /// Nuclear medicine.
        NuclearMedicine = "NM",
        /// Bone densitometry by X-ray.
        BoneDensity = "BMD",
        /// Endoscopy.
        Endoscopy = "ES",
    }
}

builder! {
    /// A report of several results in words: FHIR `DiagnosticReport`.
    Report: "DiagnosticReport", named what = "what it is about" {
        date: text = "when it was done, as precisely as known",
        performer: text = "who made it, by name",
        conclusion: text = "what it says, in words",
    }
}

const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";

impl Imaging {
    /// Returns a study.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    fn how(&mut self, form: &mut Form<'_>) {
        if form.writes() {
            let coding = self
                .modality
                .map(|modality| Object::new().with("system", DICOM).with("code", modality.as_str()).into());
            form.fixed_list("modality", coding.into_iter().collect());
        } else {
            let codings = form.object.each("modality").iter().filter_map(Node::object);
            let own = codings.filter(|coding| coding.text("system") == Some(DICOM));
            self.modality = own
                .filter_map(|coding| coding.text("code"))
                .find_map(<Modality as super::form::Token>::parse);
        }
    }
}

impl Report {
    /// Returns a report: `Echocardiogram`.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }
}

impl Described for Imaging {
    const TYPE: &'static str = "ImagingStudy";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.fixed("status", "unknown");
        self.how(form);
        form.subject("subject")?;
        form.date("started", "date", &mut self.date)?;
        form.who("referrer", "referrer", &mut self.referrer)?;
        let mut what = form.writes().then(|| self.what.clone());
        form.concept_list("procedureCode", "name", &mut what)?;
        self.what = what.unwrap_or_default();
        form.who("location", "place", &mut self.place)?;
        form.concept_list("reasonCode", "reason", &mut self.reason)?;
        form.note(&mut self.note)?;
        form.text("description", "findings", &mut self.findings)
    }
}

impl Described for Report {
    const TYPE: &'static str = "DiagnosticReport";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.fixed("status", "final");
        form.named("code", "name", &mut self.what)?;
        form.subject("subject")?;
        observation::effective(form, &mut self.date, &mut None)?;
        form.who_list("performer", "performer", &mut self.performer)?;
        form.text("conclusion", "conclusion", &mut self.conclusion)
    }
}
