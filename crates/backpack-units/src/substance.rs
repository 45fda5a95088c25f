//! Substances that clinics measure by mass here and by amount there, with the tests of LOINC that measure them.
//!
//! Molar masses are computed from the standard atomic weights of IUPAC (2021, conventional values: H 1.008, C 12.011,
//! N 14.007, O 15.999, Na 22.990, Mg 24.305, P 30.974, S 32.06, Cl 35.45, K 39.098, Ca 40.078, Fe 55.845, Co 58.933,
//! I 126.904) and the formula beside each row. Haemoglobin is counted by its monomer, as laboratories do.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A substance, and what ties its units.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Substance {
    /// What it is.
    pub name: &'static str,
    /// What ties its units.
    pub bridge: Bridge,
    /// The tests that measure it. Those in one list are one test in different units.
    pub tests: &'static [&'static [&'static str]],
}

/// What ties the units in which a substance is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bridge {
    /// Its molar mass.
    #[non_exhaustive]
    Molar {
        /// The grams of one mole, as a decimal.
        grams: &'static str,
        /// How many equivalents a mole is; 0 if it is not counted so.
        charge: u8,
    },
    /// The master equation between the share of glycated haemoglobin in % (NGSP) and in mmol/mol (IFCC).
    Glycation,
    /// None but this: laboratories that write `U` mean `[IU]`.
    Activity,
}

/// Returns the substance that a test of LOINC measures, if it is in the table.
#[must_use]
pub fn substance_of(loinc: &str) -> Option<&'static Substance> {
    SUBSTANCES.iter().find(|substance| substance.tests.iter().any(|test| test.contains(&loinc)))
}

/// Returns the codes of LOINC for the same test in whatever unit, this one among them; `None` if it is not in the table.
#[must_use]
pub fn same_test(loinc: &str) -> Option<&'static [&'static str]> {
    SAME.get(loinc).copied()
}

/// For each code the test that it is of: a list of measurements asks for every record.
static SAME: LazyLock<HashMap<&str, &[&str]>> = LazyLock::new(|| {
    let tests = SUBSTANCES.iter().flat_map(|substance| substance.tests).rev();
    tests.flat_map(|test| test.iter().map(move |code| (*code, *test))).collect()
});

const fn molar(
    name: &'static str,
    grams: &'static str,
    tests: &'static [&'static [&'static str]],
) -> Substance {
    Substance { name, bridge: Bridge::Molar { grams, charge: 0 }, tests }
}

const fn ion(
    name: &'static str,
    grams: &'static str,
    charge: u8,
    tests: &'static [&'static [&'static str]],
) -> Substance {
    Substance { name, bridge: Bridge::Molar { grams, charge }, tests }
}

const fn activity(name: &'static str, tests: &'static [&'static [&'static str]]) -> Substance {
    Substance { name, bridge: Bridge::Activity, tests }
}

/// The formula stands beside each molar mass.
static SUBSTANCES: &[Substance] = &[
    // C6H12O6
    molar(
        "glucose",
        "180.156",
        &[&["2345-7", "14749-6"], &["2339-0", "15074-8"], &["1558-6", "14771-0"], &["41653-7", "14743-9"]],
    ),
    // C4H7N3O
    molar("creatinine", "113.120", &[&["2160-0", "14682-9"], &["38483-4", "59826-8"]]),
    // C27H46O
    molar(
        "cholesterol",
        "386.664",
        &[
            &["2093-3", "14647-2"],
            &["2085-9", "14646-4"],
            &["13457-7", "39469-2"],
            &["2089-1", "22748-8"],
            &["18262-6", "69419-0"],
            &["43396-1", "70204-3"],
        ],
    ),
    // Triolein, C57H104O6, as calibrators are.
    molar("triglycerides", "885.453", &[&["2571-8", "14927-8"]]),
    // CH4N2O
    molar("urea", "60.056", &[&["3091-6", "22664-7"]]),
    // The two nitrogen atoms of urea.
    molar("urea nitrogen", "28.014", &[&["3094-0", "14937-7"], &["6299-2", "59570-2"]]),
    // C33H36N4O6
    molar("bilirubin", "584.673", &[&["1975-2", "14631-6"], &["1968-7", "14629-0"]]),
    // C5H4N4O3
    molar("urate", "168.112", &[&["3084-1", "14933-6"]]),
    ion("calcium", "40.078", 2, &[&["17861-6", "2000-8"], &["1994-3"], &["1995-0"]]),
    ion("magnesium", "24.305", 2, &[&["19123-9", "2601-3"]]),
    ion("sodium", "22.990", 1, &[&["2951-2"], &["2947-0"]]),
    ion("potassium", "39.098", 1, &[&["2823-3"], &["6298-4"]]),
    ion("chloride", "35.45", 1, &[&["2075-0"], &["2069-3"]]),
    // HCO3
    ion("bicarbonate", "61.016", 1, &[&["1963-8"], &["2028-9"]]),
    // Phosphate is given as phosphorus.
    molar("phosphate", "30.974", &[&["2777-1", "14879-1"]]),
    molar("iron", "55.845", &[&["2498-4", "14798-3"], &["2500-7", "14800-7"]]),
    // The monomer, a quarter of 64,456.
    molar("haemoglobin", "16114", &[&["718-7", "59260-0"]]),
    Substance {
        name: "haemoglobin A1c",
        bridge: Bridge::Glycation,
        tests: &[&["4548-4", "17856-6", "59261-8"]],
    },
    // C27H44O2, calcifediol.
    molar("25-hydroxyvitamin D3", "400.647", &[&["1989-3", "14635-7"], &["62292-8"]]),
    // C63H88CoN14O14P
    molar("cobalamin", "1355.38", &[&["2132-9", "14685-2"]]),
    // C19H19N7O6
    molar("folate", "441.404", &[&["2284-8", "14732-2"]]),
    // C15H11I4NO4
    molar("thyroxine", "776.87", &[&["3024-7", "14920-3"], &["3026-2", "14921-1"]]),
    // C15H12I3NO4
    molar("triiodothyronine", "650.98", &[&["3051-0", "14928-6"], &["3053-6", "14930-2"]]),
    // C21H30O5
    molar("cortisol", "362.466", &[&["2143-6", "14675-3"]]),
    // C19H28O2
    molar("testosterone", "288.431", &[&["2986-8", "14913-8"]]),
    // C18H24O2
    molar("estradiol", "272.388", &[&["2243-4", "14715-7"]]),
    activity("thyrotropin", &[&["3016-3"], &["11580-8"], &["11579-0"]]),
    activity("insulin", &[&["20448-7"]]),
    activity("follitropin", &[&["15067-2"]]),
    activity("lutropin", &[&["10501-5"]]),
    activity("IgE", &[&["19113-0"]]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Decimal;

    #[test]
    fn every_code_is_in_one_place_and_passes_its_check_digit() {
        let mut seen = BTreeSet::new();
        for code in SUBSTANCES.iter().flat_map(|substance| substance.tests).copied().flatten() {
            assert!(seen.insert(code), "{code} is there twice");
            assert_eq!(check_digit(code), code.bytes().last(), "{code}");
        }
        assert_eq!(same_test("2345-7"), Some(["2345-7", "14749-6"].as_slice()));
        assert!(same_test("1-8").is_none() && substance_of("").is_none());
    }

    #[test]
    fn every_molar_mass_is_a_decimal() {
        for substance in SUBSTANCES {
            if let Bridge::Molar { grams, .. } = substance.bridge {
                assert!(Decimal::parse(grams).is_ok_and(|grams| grams.to_f64() > 1.0), "{}", substance.name);
            }
        }
    }

    /// The check digit of LOINC, which is Luhn's.
    fn check_digit(code: &str) -> Option<u8> {
        let (number, _) = code.split_once('-')?;
        let sum: u32 = number
            .bytes()
            .rev()
            .enumerate()
            .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 })
            .map(|digit| digit / 10 + digit % 10)
            .sum();
        u8::try_from((10 - sum % 10) % 10).ok().map(|digit| b'0' + digit)
    }
}
