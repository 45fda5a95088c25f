use backpack_units::{Decimal, Unit, UnitError, shown};
use proptest::prelude::*;

#[test]
fn codes_of_health_records_can_be_read() {
    for code in [
        "mg/dL",
        "mmol/L",
        "10*3/uL",
        "10*6/uL",
        "/min",
        "{beats}/min",
        "mm[Hg]",
        "Cel",
        "[degF]",
        "kg/m2",
        "%",
        "1",
        "{INR}",
        "mL/min/{1.73_m2}",
        "ug/mL{FEU}",
        "m[IU]/L",
        "[IU]/mL",
        "U/L",
        "ng/mL/h",
        "meq/L",
        "mosm/kg",
        "[pH]",
        "fL",
        "pg",
        "g/(24.h)",
        "mg/{creat}",
        "umol/mmol{creat}",
        "10*-3.s",
        "m2.s-2",
        "dB[SPL]",
        "[CFU]/mL",
        "/[HPF]",
        "kat/L",
        "cm[H2O].s/L",
        "a",
        "{score}",
        "(mg/dL)/(mmol/L)",
        "10*3{cells}/uL",
        "mL/kg/min",
        "L/min/m2",
        "/(12.h)",
        "mg.h/L",
        "kcal_IT/d",
        "[NTU]",
        "[hnsf'U]",
        "[hp_X]",
        "[p'diop]",
        "[m/s2/Hz^(1/2)]",
        "[fth_us]",
        "N/[ly]",
    ] {
        assert!(Unit::parse(code).is_ok_and(|unit| unit.code() == code), "{code}: {:?}", Unit::parse(code));
    }
}

#[test]
fn what_is_no_unit_says_why() {
    for (code, expected) in [
        ("", UnitError::Grammar),
        ("mg//dL", UnitError::Grammar),
        ("mg/", UnitError::Grammar),
        ("(mg", UnitError::Grammar),
        ("mg)", UnitError::Grammar),
        ("{cells", UnitError::Grammar),
        ("mg dL", UnitError::Unknown),
        ("{Zellen µ}", UnitError::Grammar),
        ("0", UnitError::Grammar),
        ("m1000", UnitError::Grammar),
        ("mcg", UnitError::Unknown),
        ("lbs", UnitError::Unknown),
        ("k[in_i]", UnitError::Prefix),
        ("m%", UnitError::Prefix),
        ("Cel/min", UnitError::Special),
        ("[degF]2", UnitError::Special),
        ("mCel", UnitError::Special),
    ] {
        let read = Unit::parse(code).map(|unit| unit.code().to_owned());
        assert_eq!(read, Err(expected), "{code}");
    }
    assert_eq!(Unit::parse(&"(".repeat(190)), Err(UnitError::Grammar));
    assert_eq!(Unit::parse(&"m.".repeat(150)), Err(UnitError::Grammar));
}

#[test]
fn units_are_shown_as_people_write_them() {
    for (code, expected) in [
        ("10*3/uL", "10³/µL"),
        ("10*-3", "10⁻³"),
        ("mg/dL", "mg/dL"),
        ("umol/L", "µmol/L"),
        ("mm[Hg]", "mmHg"),
        ("[degF]", "°F"),
        ("kg/m2", "kg/m²"),
        ("m[IU]/L", "mIU/L"),
        ("{beats}/min", "beats/min"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("mg.h/L", "mg·h/L"),
        ("1", ""),
        ("%", "%"),
        ("[in_i]", "in"),
        ("whatever it is", "whatever it is"),
        ("U/L", "U/L"),
    ] {
        assert_eq!(shown(code), expected, "{code}");
    }
}

#[test]
fn decimals_that_are_none_are_refused() {
    for text in
        ["", "-", ".", "1.2.3", "1,5", "0x10", "1e", "1e99", "NaN", "1234567890123456789012345678901", "٣"]
    {
        assert_eq!(Decimal::parse(text), Err(UnitError::NotADecimal), "{text}");
    }
    assert_eq!(Decimal::parse("-0.50").unwrap().to_string(), "-0.50");
    assert_eq!(Decimal::parse("1.5e3").unwrap().to_string(), "1500");
    assert!(Decimal::parse("1.1").unwrap().is_same_value(&Decimal::parse("1.10").unwrap()));
    assert!(Decimal::parse("-2").unwrap().is_less_than(&Decimal::parse("1e-9").unwrap()));
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_fall(code in "[a-zA-Z0-9\\[\\]{}().*/^_%' +-]{0,60}") {
        drop(Unit::parse(&code));
        drop(shown(&code));
        drop(backpack_units::ucum_of(&code));
    }

    #[test]
    fn nothing_makes_it_fall_in_any_letters(code in "\\PC{0,40}") {
        drop(Unit::parse(&code));
        drop(shown(&code));
        drop(backpack_units::ucum_of(&code));
        prop_assert!(Decimal::parse(&code).is_err() || code.trim().bytes().all(|byte| byte.is_ascii()));
    }
}
