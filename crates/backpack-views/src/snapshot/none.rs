//! Records that say that there is nothing, or that nobody asked.
//!
//! Known by the codes of SNOMED CT for absent problems, by HL7's `absent-unknown-uv-ips`, and by what people write.

use backpack_record::Header;

use super::section::{Nothing, Part};
use crate::seen::folded;

pub(super) fn of_allergies(header: &Header<'_>) -> Option<Nothing> {
    of(header, &ALLERGIES)
}

pub(super) fn of_problems(header: &Header<'_>) -> Option<Nothing> {
    of(header, &PROBLEMS)
}

pub(super) fn of_medications(header: &Header<'_>) -> Option<Nothing> {
    of(header, &MEDICATIONS)
}

pub(super) fn of_immunizations(header: &Header<'_>) -> Option<Nothing> {
    of(header, &IMMUNIZATIONS)
}

struct Words {
    all: &'static [&'static str],
    parts: &'static [(Part, &'static [&'static str])],
    unknown: &'static [&'static str],
}

fn of(header: &Header<'_>, words: &Words) -> Option<Nothing> {
    let codes = header.codes.iter().filter_map(|code| code.code.as_deref()).map(str::to_ascii_lowercase);
    let title = folded(&header.title);
    let title = title.trim_end_matches(['.', '!']).to_owned();
    let said: Vec<String> = codes.chain([title]).collect();
    let says = |list: &[&str]| said.iter().any(|said| list.contains(&said.as_str()));
    if says(words.unknown) {
        return Some(Nothing::Unknown);
    }
    if says(words.all) {
        return Some(Nothing::All);
    }
    words.parts.iter().find(|(_, list)| says(list)).map(|(part, _)| Nothing::Part(*part))
}

const ALLERGIES: Words = Words {
    all: &[
        "716186003",
        "160244002",
        "no-known-allergies",
        "no known allergies",
        "no known allergy",
        "nka",
        "no allergies",
        "none known",
        "keine bekannten allergien",
        "keine allergien bekannt",
        "sin alergias conocidas",
        "aucune allergie connue",
        "sem alergias conhecidas",
        "nessuna allergia nota",
    ],
    parts: &[
        (
            Part::Medication,
            &[
                "409137002",
                "no-known-medication-allergies",
                "no known drug allergies",
                "no known drug allergy",
                "no known medication allergies",
                "no known medication allergy",
                "nkda",
                "keine bekannten medikamentenallergien",
                "keine bekannten arzneimittelallergien",
                "sin alergias medicamentosas conocidas",
                "aucune allergie médicamenteuse connue",
                "sem alergias medicamentosas conhecidas",
                "nessuna allergia nota ai farmaci",
            ],
        ),
        (
            Part::Food,
            &[
                "429625007",
                "no-known-food-allergies",
                "no known food allergies",
                "no known food allergy",
                "keine bekannten lebensmittelallergien",
                "sin alergias alimentarias conocidas",
                "aucune allergie alimentaire connue",
                "sem alergias alimentares conhecidas",
                "nessuna allergia alimentare nota",
            ],
        ),
        (
            Part::Environment,
            &[
                "428607008",
                "716220001",
                "no-known-environmental-allergies",
                "no known environmental allergies",
                "no known environmental allergy",
            ],
        ),
        (Part::Other, &["716184000", "no known latex allergy"]),
    ],
    unknown: &[
        "no-allergy-info",
        "1631000175102",
        "no information about allergies",
        "allergies not asked",
        "not asked",
        "patient not asked",
        "not on file",
        "unable to assess",
        "unable to obtain",
    ],
};

const PROBLEMS: Words = Words {
    all: &[
        "160245001",
        "no-known-problems",
        "no known problems",
        "no known problem",
        "no current problems or disability",
        "no active problems",
        "keine bekannten probleme",
        "sin problemas conocidos",
        "aucun problème connu",
        "sem problemas conhecidos",
        "nessun problema noto",
    ],
    parts: &[],
    unknown: &["no-problem-info", "no information about problems", "not on file"],
};

/// "No drug therapy prescribed" and "not on self-medication" each say a part alone; "drug treatment unknown" says nothing.
const MEDICATIONS: Words = Words {
    all: &[
        "no-known-medications",
        "no known medications",
        "no current medications",
        "not on any medication",
        "787481004",
        "1234391000168107",
        "keine bekannten medikamente",
        "sin medicación conocida",
        "aucun médicament connu",
        "sem medicamentos conhecidos",
        "nessun farmaco noto",
    ],
    parts: &[(
        Part::Other,
        &["182849000", "408350003", "no drug therapy prescribed", "patient not on self-medications"],
    )],
    unknown: &[
        "no-medication-info",
        "no information about medications",
        "182904002",
        "drug treatment unknown",
        "not on file",
    ],
};

const IMMUNIZATIONS: Words = Words {
    all: &["no-known-immunizations", "no known immunizations"],
    parts: &[],
    unknown: &["no-immunization-info", "no information about immunizations", "not on file"],
};
