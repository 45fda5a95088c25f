use backpack_units::{Unit, ucum_of};

#[test]
fn spellings_of_portals_are_understood() {
    for (spelling, expected) in [
        ("mg/dl", "mg/dl"),
        ("mg/dL", "mg/dL"),
        ("MG/DL", "mg/dL"),
        ("mg / dL", "mg/dL"),
        ("mcg", "ug"),
        ("mcg/dL", "ug/dL"),
        ("µg/L", "ug/L"),
        ("μmol/L", "umol/L"),
        ("K/uL", "10*3/uL"),
        ("K/µL", "10*3/uL"),
        ("M/uL", "10*6/uL"),
        ("x10E3/uL", "10*3/uL"),
        ("10^3/uL", "10*3/uL"),
        ("x10(9)/L", "10*9/L"),
        ("10E9/L", "10*9/L"),
        ("Thousand/uL", "10*3/uL"),
        ("Million/uL", "10*6/uL"),
        ("cells/uL", "/uL"),
        ("bpm", "/min"),
        ("beats/min", "/min"),
        ("breaths/min", "/min"),
        ("lbs", "[lb_av]"),
        ("in_us", "[in_us]"),
        ("°F", "[degF]"),
        ("F", "[degF]"),
        ("degC", "Cel"),
        ("C", "Cel"),
        ("mmHg", "mm[Hg]"),
        ("mm Hg", "mm[Hg]"),
        ("MMOL/L", "mmol/L"),
        ("mEq/L", "meq/L"),
        ("IU/L", "[IU]/L"),
        ("mIU/L", "m[IU]/L"),
        ("uIU/mL", "u[IU]/mL"),
        ("mU/L", "mU/L"),
        ("NG/ML", "ng/mL"),
        ("ng/mL", "ng/mL"),
        ("GM/DL", "g/dL"),
        ("%", "%"),
        ("percent", "%"),
        ("kg/m^2", "kg/m2"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("ML/MIN/1.73 M2", "mL/min/{1.73_m2}"),
        ("sec", "s"),
        ("ratio", "1"),
        ("MG", "mg"),
        ("PG", "pg"),
        ("FL", "fL"),
        ("/hpf", "/[HPF]"),
        ("mg/24h", "mg/d"),
        ("kg", "kg"),
        ("U/L", "U/L"),
    ] {
        assert_eq!(ucum_of(spelling).as_deref(), Some(expected), "{spelling}");
        assert!(Unit::parse(expected).is_ok(), "{expected}");
    }
}

#[test]
fn what_nobody_understands_stays_unknown() {
    for spelling in
        ["", "  ", "see note", "positive", "titer", "mg/dL (fasting)", "Einheiten", "Milligramm", "🩸"]
    {
        assert_eq!(ucum_of(spelling), None, "{spelling}");
    }
}
