//! Genetic results.

use super::amount::loinc;
use super::form::{Described, Form};
use super::json::{Node, Object};
use super::observation;
use super::setters::{builder, codes};
use super::shape::{self, LOINC};
use super::{Answer, Concept, EntryError};
use crate::Code;

builder! {
    /// A genetic result: FHIR `Observation` of the categories `laboratory` and `GE`, with components after the variant
    /// profile of HL7's Genomics Reporting guide (LOINC 69548-6).
    GeneticResult: "Observation", named test = "what was tested" {
        finding: value(VariantFinding) = "whether a variant was found",
        result: text = "what was found, in words",
        gene: concept = "which gene it is about: `BRCA1`",
        variant: text = "the change of the DNA, in HGVS: `NM_007294.4:c.68_69del`",
        protein_change: text = "the change of the protein, in HGVS: `p.Glu23fs`",
        zygosity: value(Zygosity) = "on how many of the two copies it lies",
        significance: value(Significance) = "what it means for health",
        date: text = "when the sample was taken, as precisely as known",
        specimen: text = "what was tested, in words: blood, saliva",
        method: concept = "how it was tested",
        performer: text = "the laboratory, by name",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// Whether a variant was found: a LOINC answer list.
    VariantFinding {
        /// Found.
        Present = "LA9633-4",
        /// Not found.
        Absent = "LA9634-2",
        /// The test could not tell.
        Indeterminate = "LA11884-6",
    }
}

codes! {
    /// On how many of the two copies a variant lies: a LOINC answer list.
    Zygosity {
        /// On one of two.
        Heterozygous = "LA6706-1",
        /// On both.
        Homozygous = "LA6705-3",
        /// On the only copy there is.
        Hemizygous = "LA6707-9",
    }
}

codes! {
    /// What a variant means for health: a LOINC answer list.
    Significance {
        /// Causes disease.
        Pathogenic = "LA6668-3",
        /// Likely causes disease.
        LikelyPathogenic = "LA26332-9",
        /// Not known.
        Uncertain = "LA26333-7",
        /// Likely harmless.
        LikelyBenign = "LA26334-5",
        /// Harmless.
        Benign = "LA6675-8",
    }
}

const ASSESSMENT: &str = "69548-6";
const GENE: (&str, &str) = ("48018-6", "Gene studied [ID]");
const VARIANT: (&str, &str) = ("48004-6", "DNA change (c.HGVS)");
const PROTEIN: (&str, &str) = ("48005-3", "Amino acid change (pHGVS)");
const ZYGOSITY: (&str, &str) = ("53034-5", "Allelic state");
const SIGNIFICANCE: (&str, &str) = ("53037-8", "Genetic variation clinical significance [Imp]");

impl GeneticResult {
    /// Returns a result of the test named in the person's words: `BRCA1 and BRCA2`.
    pub fn new(test: impl Into<Concept>) -> Self {
        Self { test: test.into(), ..Self::default() }
    }

    /// The code of the profile stands beside those of the person.
    fn name(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let is_assessment = |code: &Code<'_>| {
            code.system.as_deref() == Some(LOINC) && code.code.as_deref() == Some(ASSESSMENT)
        };
        let mut test = self.test.clone();
        if form.writes() && !test.codes.iter().any(is_assessment) {
            test.codes.insert(0, Code::new(LOINC, ASSESSMENT).with_display("Genetic variant assessment"));
        }
        form.named("code", "name", &mut test)?;
        if !form.writes() {
            test.codes.retain(|code| !is_assessment(code));
            self.test = test;
        }
        Ok(())
    }

    /// R4 gives an observation one value: the words beside a coded one are its text.
    fn found(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let mut answer = match (self.finding, &self.result) {
            (Some(finding), words) => {
                let mut concept = observation::answer_list(finding.as_str(), found_words(finding));
                if let Some(words) = words {
                    concept.text.clone_from(words);
                }
                Some(Answer::Coded(concept))
            }
            (None, Some(words)) => Some(Answer::Text(words.clone())),
            (None, None) => None,
        };
        observation::value(form, &mut answer, self.has_parts())?;
        if form.writes() {
            return Ok(());
        }
        match answer {
            Some(Answer::Text(words)) => self.result = Some(words),
            Some(Answer::Coded(concept)) => {
                let codes = concept.codes.iter().filter_map(|code| code.code.as_deref());
                self.finding = codes.filter_map(<VariantFinding as super::form::Token>::parse).next();
                let is_own = self.finding.is_some_and(|finding| found_words(finding) == concept.text);
                self.result = (!is_own).then_some(concept.text);
            }
            _ => {}
        }
        Ok(())
    }

    const fn has_parts(&self) -> bool {
        self.gene.is_some()
            || self.variant.is_some()
            || self.protein_change.is_some()
            || self.zygosity.is_some()
            || self.significance.is_some()
    }

    fn parts(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let coded = |code: &'static str, words: &'static str| Some(observation::answer_list(code, words));
        let mut zygosity = self.zygosity.and_then(|z| coded(z.as_str(), zygosity_words(z)));
        let mut significance = self.significance.and_then(|s| coded(s.as_str(), significance_words(s)));
        let hgvs = |text: &Option<String>| {
            text.as_ref().map(|text| Concept::from(Code::new("http://varnomen.hgvs.org", text.clone())))
        };
        let (mut variant, mut protein) = (hgvs(&self.variant), hgvs(&self.protein_change));
        let parts: [(_, &'static str, &mut Option<Concept>); 5] = [
            (GENE, "gene", &mut self.gene),
            (VARIANT, "variant", &mut variant),
            (PROTEIN, "protein change", &mut protein),
            (ZYGOSITY, "zygosity", &mut zygosity),
            (SIGNIFICANCE, "significance", &mut significance),
        ];
        if !form.writes() {
            for (code, _, value) in parts {
                *value = part(&form.object, code.0);
            }
            let said = |concept: Option<Concept>| concept.map(|concept| concept.text);
            (self.variant, self.protein_change) = (said(variant), said(protein));
            self.zygosity = zygosity.as_ref().and_then(token);
            self.significance = significance.as_ref().and_then(token);
            return Ok(());
        }
        let mut written: Vec<Node> = Vec::new();
        for ((code, words), field, value) in parts {
            match value.as_ref().map(|value| value.write(field)) {
                Some(Ok(value)) => written.push(
                    Object::new()
                        .with("code", loinc(code, words).write(field)?)
                        .with("valueCodeableConcept", value)
                        .into(),
                ),
                Some(Err(error)) if form.is_strict() => return Err(error),
                Some(Err(_)) | None => {}
            }
        }
        form.fixed_list("component", written);
        Ok(())
    }
}

/// Returns the coded value of the component of this code.
fn part(observation: &Object, code: &str) -> Option<Concept> {
    let mut parts = observation.each("component").iter().filter_map(Node::object);
    let found = parts.find(|part| {
        let named = part.get("code").and_then(Concept::read);
        named.is_some_and(|named| named.codes.iter().any(|own| own.code.as_deref() == Some(code)))
    });
    found?.get("valueCodeableConcept").and_then(Concept::read)
}

fn token<T: super::form::Token>(concept: &Concept) -> Option<T> {
    concept.codes.iter().filter_map(|code| code.code.as_deref()).find_map(T::parse)
}

const fn found_words(finding: VariantFinding) -> &'static str {
    match finding {
        VariantFinding::Present => "Present",
        VariantFinding::Absent => "Absent",
        VariantFinding::Indeterminate => "Indeterminate",
    }
}

const fn zygosity_words(zygosity: Zygosity) -> &'static str {
    match zygosity {
        Zygosity::Heterozygous => "Heterozygous",
        Zygosity::Homozygous => "Homozygous",
        Zygosity::Hemizygous => "Hemizygous",
    }
}

const fn significance_words(significance: Significance) -> &'static str {
    match significance {
        Significance::Pathogenic => "Pathogenic",
        Significance::LikelyPathogenic => "Likely pathogenic",
        Significance::Uncertain => "Uncertain significance",
        Significance::LikelyBenign => "Likely benign",
        Significance::Benign => "Benign",
    }
}

impl Described for GeneticResult {
    const TYPE: &'static str = "Observation";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let genetics = shape::fixed("http://terminology.hl7.org/CodeSystem/v2-0074", "GE", Some("Genetics"));
        form.fixed("status", "final");
        form.fixed("category", vec![observation::category("laboratory", "Laboratory"), genetics.into()]);
        self.name(form)?;
        form.subject("subject")?;
        form.date("effectiveDateTime", "date", &mut self.date)?;
        form.who_list("performer", "performer", &mut self.performer)?;
        self.found(form)?;
        form.note(&mut self.note)?;
        form.concept("method", "method", &mut self.method)?;
        form.who("specimen", "specimen", &mut self.specimen)?;
        self.parts(form)
    }
}
