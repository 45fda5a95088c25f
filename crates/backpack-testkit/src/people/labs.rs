//! Measured things: vital signs, laboratory panels, and the reports that bind them.

use super::calendar::Moment;
use super::foundation::Cast;
use super::json::Object;
use super::life::{Life, Stamp};
use super::shapes::{Code, LOINC, SNOMED, hl7, hundredths, quantity, reference, tenths};

/// Where a measurement belongs: the visit, and when it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion<'a> {
    pub(crate) encounter: &'a str,
    pub(crate) at: Moment,
}

/// Writes blood pressure, weight, height, pulse, temperature and body mass index, each a little off the last time.
pub(crate) fn vital_signs(life: &mut Life, occasion: Occasion<'_>) {
    let drift = [life.prng.between(-8, 9), life.prng.between(-3, 3), life.prng.between(-4, 4)];
    let [weight, systolic, pulse] = drift;
    life.vitals.weight_tenths = (life.vitals.weight_tenths + weight).clamp(450, 1_400);
    life.vitals.systolic = (life.vitals.systolic + systolic).clamp(98, 178);
    life.vitals.pulse = (life.vitals.pulse + pulse).clamp(48, 110);
    pressure(life, occasion);
    let (weight, height) = (life.vitals.weight_tenths, life.vitals.height_tenths);
    let index = weight * 1_000_000 / (height * height).max(1);
    let temperature = 362 + life.prng.between(0, 12);
    let measured = [
        ("body-weight", Code::new(LOINC, "29463-7", "Body weight"), quantity(&tenths(weight), "kg", "kg")),
        ("body-height", Code::new(LOINC, "8302-2", "Body height"), quantity(&tenths(height), "cm", "cm")),
        ("bmi", Code::new(LOINC, "39156-5", "Body mass index"), quantity(&tenths(index), "kg/m2", "kg/m2")),
        (
            "heart-rate",
            Code::new(LOINC, "8867-4", "Heart rate"),
            quantity(&life.vitals.pulse.to_string(), "/min", "/min"),
        ),
        (
            "body-temperature",
            Code::new(LOINC, "8310-5", "Body temperature"),
            quantity(&tenths(temperature), "°C", "Cel"),
        ),
    ];
    for (profile, code, value) in measured {
        observe(life, Stamp::new("Observation", profile, occasion.at), "vital-signs", code, occasion, |o| {
            o.raw("valueQuantity", &value)
        });
    }
}

/// Blood pressure: two components, of which one is now and then missing with a reason.
fn pressure(life: &mut Life, occasion: Occasion<'_>) {
    let systolic = life.vitals.systolic;
    let component = |code: Code, value: Option<i64>| {
        let part = Object::new().raw("code", &code.concept());
        match value {
            Some(value) => {
                part.raw("valueQuantity", &quantity(&value.to_string(), "mmHg", "mm[Hg]")).finish()
            }
            None => part.raw("dataAbsentReason", &hl7("data-absent-reason", "error")).finish(),
        }
    };
    let unread = life.visits.is_multiple_of(9) || life.visits == 1;
    let components = [
        component(Code::new(LOINC, "8480-6", "Systolic blood pressure"), Some(systolic)),
        component(
            Code::new(LOINC, "8462-4", "Diastolic blood pressure"),
            (!unread).then_some(systolic * 2 / 3),
        ),
    ];
    let code = Code::new(LOINC, "85354-9", "Blood pressure panel");
    let stamp = Stamp::new("Observation", "blood-pressure", occasion.at);
    observe(life, stamp, "vital-signs", code, occasion, |o| o.list("component", &components));
}

/// Writes an order, a specimen, a panel of results and the report that lists them.
pub(crate) fn panel(life: &mut Life, cast: &Cast, occasion: Occasion<'_>) {
    let subject = life.subject();
    let code = Code::new(LOINC, "24323-8", "Comprehensive metabolic panel");
    let order = life.put(Stamp::new("ServiceRequest", "servicerequest", occasion.at), |o| {
        o.text("status", "completed")
            .text("intent", "order")
            .one("category", &Code::new(SNOMED, "108252007", "Laboratory procedure").concept())
            .raw("code", &code.concept())
            .raw("subject", &subject)
            .raw("encounter", &reference(occasion.encounter))
            .text("authoredOn", &occasion.at.to_string())
    });
    let specimen = life.put(Stamp::new("Specimen", "specimen", occasion.at), |o| {
        o.raw("type", &Code::new(SNOMED, "119297000", "Blood specimen").concept())
            .raw("subject", &subject)
            .text("receivedTime", &occasion.at.plus_minutes(50).to_string())
            .one("request", &reference(&order))
    });
    let mut results = Vec::new();
    for result in ANALYTES {
        results.push(reference(&analyte(life, cast, occasion, result, &specimen)));
    }
    life.put(Stamp::new("DiagnosticReport", "diagnosticreport-lab", occasion.at.plus_minutes(240)), |o| {
        o.one("basedOn", &reference(&order))
            .text("status", "final")
            .one("category", &hl7("v2-0074", "LAB"))
            .raw("code", &code.concept())
            .raw("subject", &subject)
            .raw("encounter", &reference(occasion.encounter))
            .text("effectiveDateTime", &occasion.at.to_string())
            .text("issued", &occasion.at.plus_minutes(240).to_string())
            .one("performer", &reference(&cast.laboratory))
            .list("result", &results)
    });
}

/// One thing that a laboratory measures: its usual value and range, in hundredths of its unit.
#[derive(Clone, Copy, Debug)]
struct Analyte {
    code: Code,
    unit: &'static str,
    usual: i64,
    low: i64,
    high: i64,
}

fn analyte(life: &mut Life, cast: &Cast, occasion: Occasion<'_>, what: Analyte, specimen: &str) -> String {
    let value = drifted(life, what);
    let flag = match value {
        v if v < what.low => "L",
        v if v > what.high => "H",
        _ => "N",
    };
    let range = Object::new()
        .raw("low", &quantity(&hundredths(what.low), what.unit, what.unit))
        .raw("high", &quantity(&hundredths(what.high), what.unit, what.unit));
    let stamp = Stamp::new("Observation", "observation-lab", occasion.at.plus_minutes(200));
    observe(life, stamp, "laboratory", what.code, occasion, |o| {
        o.text("issued", &occasion.at.plus_minutes(200).to_string())
            .one("performer", &reference(&cast.laboratory))
            .raw("valueQuantity", &quantity(&hundredths(value), what.unit, what.unit))
            .one("interpretation", &hl7("v3-ObservationInterpretation", flag))
            .raw("specimen", &reference(specimen))
            .one("referenceRange", &range.finish())
    })
}

/// Creatinine and HbA1c walk slowly; the others scatter around their usual value.
fn drifted(life: &mut Life, what: Analyte) -> i64 {
    let (small, wide) = (life.prng.between(-3, 3), life.prng.between(-12, 12));
    match what.code.code {
        "2160-0" => {
            life.vitals.creatinine_hundredths = (life.vitals.creatinine_hundredths + small).clamp(55, 190);
            life.vitals.creatinine_hundredths
        }
        "4548-4" => {
            life.vitals.hba1c_tenths = (life.vitals.hba1c_tenths + small.signum()).clamp(48, 95);
            life.vitals.hba1c_tenths * 10
        }
        _ => what.usual + what.usual * wide / 100,
    }
}

/// Writes an observation of `category`, with the value that `value` adds.
pub(crate) fn observe(
    life: &mut Life,
    stamp: Stamp,
    category: &str,
    code: Code,
    occasion: Occasion<'_>,
    value: impl FnOnce(Object) -> Object,
) -> String {
    let subject = life.subject();
    life.put(stamp, |o| {
        let o = o
            .text("status", if stamp.version > 1 { "amended" } else { "final" })
            .one("category", &hl7("observation-category", category))
            .raw("code", &code.concept())
            .raw("subject", &subject)
            .raw("encounter", &reference(occasion.encounter))
            .text("effectiveDateTime", &occasion.at.with_offset(-5));
        value(o)
    })
}

const ANALYTES: [Analyte; 6] = [
    Analyte { code: Code::new(LOINC, "2160-0", "Creatinine"), unit: "mg/dL", usual: 100, low: 60, high: 130 },
    Analyte {
        code: Code::new(LOINC, "4548-4", "Hemoglobin A1c"),
        unit: "%",
        usual: 560,
        low: 400,
        high: 570,
    },
    Analyte {
        code: Code::new(LOINC, "2345-7", "Glucose"),
        unit: "mg/dL",
        usual: 9_550,
        low: 7_000,
        high: 9_900,
    },
    Analyte {
        code: Code::new(LOINC, "2951-2", "Sodium"),
        unit: "mmol/L",
        usual: 14_000,
        low: 13_500,
        high: 14_500,
    },
    Analyte {
        code: Code::new(LOINC, "2823-3", "Potassium"),
        unit: "mmol/L",
        usual: 430,
        low: 350,
        high: 510,
    },
    Analyte {
        code: Code::new(LOINC, "13457-7", "LDL cholesterol"),
        unit: "mg/dL",
        usual: 11_250,
        low: 0,
        high: 13_000,
    },
];
