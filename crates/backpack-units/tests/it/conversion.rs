use backpack_units::{Conversion, Decimal, Unit, UnitError, convert, convert_test};
use proptest::prelude::*;

fn converted(value: &str, from: &str, to: &str) -> String {
    convert(value, from, to).unwrap().to_string()
}

fn tested(value: &str, loinc: &str, from: &str, to: &str) -> String {
    convert_test(value, Some(loinc), from, to).unwrap().to_string()
}

#[test]
fn results_are_as_precise_as_what_came() {
    for (value, from, to, expected) in [
        ("98.6", "[degF]", "Cel", "37.0"),
        ("37.5", "Cel", "[degRe]", "30.0"),
        ("100.4", "[degF]", "Cel", "38.0"),
        ("37.0", "Cel", "[degF]", "98.6"),
        ("37", "Cel", "[degF]", "99"),
        ("-40.0", "Cel", "[degF]", "-40.0"),
        ("32", "[degF]", "Cel", "0"),
        ("0", "Cel", "[degF]", "32"),
        ("0", "Cel", "K", "273"),
        ("310.15", "K", "Cel", "37.00"),
        ("1.10", "g", "mg", "1100"),
        ("5", "mg", "g", "0.005"),
        ("5.0", "mg", "g", "0.0050"),
        ("150", "[lb_av]", "kg", "68.0"),
        ("70.5", "[in_i]", "cm", "179"),
        ("120", "mm[Hg]", "kPa", "16.0"),
        ("5.4", "10*3/uL", "10*9/L", "5.4"),
        ("5.40", "10*9/L", "/uL", "5400"),
        ("0.12", "1", "%", "12"),
        ("30", "U/L", "ukat/L", "0.50"),
        ("1.0", "a", "d", "370"),
        ("9.999", "g", "[oz_av]", "0.3527"),
        ("0", "g", "mg", "0"),
        ("0.0", "mg/dL", "g/L", "0.0"),
        ("7.20", "%", "%", "7.20"),
        ("12", "1/(3.min)", "/h", "240"),
        ("-5.5", "mmol/L", "umol/L", "-5500"),
    ] {
        assert_eq!(converted(value, from, to), expected, "{value} {from} in {to}");
    }
}

#[test]
fn mass_and_amount_are_tied_by_the_substance() {
    for (value, loinc, from, to, expected) in [
        ("100", "2345-7", "mg/dL", "mmol/L", "5.55"),
        ("5.5", "14749-6", "mmol/L", "mg/dL", "99"),
        ("1.00", "2160-0", "mg/dL", "umol/L", "88.4"),
        ("200", "2093-3", "mg/dL", "mmol/L", "5.17"),
        ("150", "2571-8", "mg/dL", "mmol/L", "1.69"),
        ("14", "3094-0", "mg/dL", "mmol/L", "5.0"),
        ("1.0", "1975-2", "mg/dL", "umol/L", "17"),
        ("9.5", "17861-6", "mg/dL", "mmol/L", "2.4"),
        ("5.0", "17861-6", "meq/L", "mmol/L", "2.5"),
        ("6.0", "3084-1", "mg/dL", "umol/L", "360"),
        ("14.5", "718-7", "g/dL", "mmol/L", "9.00"),
        ("30", "1989-3", "ng/mL", "nmol/L", "75"),
        ("100", "2498-4", "ug/dL", "umol/L", "17.9"),
        ("140", "2951-2", "meq/L", "mmol/L", "140"),
        ("2.5", "3016-3", "mU/L", "m[IU]/L", "2.5"),
        ("2.5", "3016-3", "uU/mL", "m[IU]/L", "2.5"),
    ] {
        assert_eq!(tested(value, loinc, from, to), expected, "{value} {from} in {to}");
    }
}

/// The pairs that the IFCC publishes for its master equation.
#[test]
fn haemoglobin_a1c_goes_by_the_master_equation() {
    for (percent, per_mole) in
        [("5.0", "31"), ("6.0", "42"), ("6.5", "48"), ("7.0", "53"), ("8.0", "64"), ("10.0", "86")]
    {
        assert_eq!(tested(percent, "4548-4", "%", "mmol/mol"), per_mole);
        assert_eq!(tested(per_mole, "59261-8", "mmol/mol", "%"), percent.trim_end_matches("."), "{per_mole}");
    }
    assert_eq!(tested("7", "4548-4", "%", "mmol/mol"), "53");
    assert_eq!(tested("0.070", "4548-4", "1", "mmol/mol"), "53");
}

#[test]
fn what_measures_something_else_is_refused() {
    for (from, to) in [
        ("mg", "mL"),
        ("mg/dL", "mmol/L"),
        ("mmol/mol", "%"),
        ("meq/L", "mmol/L"),
        ("[IU]/L", "U/L"),
        ("[IU]/L", "[arb'U]/L"),
        ("B[SPL]", "B"),
        ("[pH]", "mol/L"),
        ("Cel", "J"),
    ] {
        assert_eq!(convert("1", from, to), Err(UnitError::Different), "{from} {to}");
    }
    assert_eq!(convert_test("1", Some("2823-3"), "mmol/mol", "%"), Err(UnitError::Different));
    assert_eq!(convert("12", "mg", "kg2/g"), Ok(Decimal::parse("0.000000012").unwrap()));
}

const LINEAR: &[(&str, &str)] = &[
    ("mg/dL", "g/L"),
    ("[lb_av]", "kg"),
    ("[in_i]", "cm"),
    ("mm[Hg]", "kPa"),
    ("kcal", "kJ"),
    ("[degF]", "Cel"),
    ("10*3/uL", "10*9/L"),
    ("[foz_us]", "mL"),
];

proptest! {
    #[test]
    fn there_and_back_is_where_it_began(mantissa in -999_999_i64..=999_999, places in 0_usize..6, pair in 0..LINEAR.len()) {
        let (from, to) = LINEAR[pair];
        let (from, to) = (Unit::parse(from).unwrap(), Unit::parse(to).unwrap());
        let text = format!("{mantissa}e-{places}");
        let value = Decimal::parse(&text).unwrap();
        let there = Conversion::between(&from, &to).unwrap().apply(&value).unwrap();
        let back = Conversion::between(&to, &from).unwrap().apply(&there).unwrap();
        let apart = (back.to_f64() - value.to_f64()).abs();
        // Half a step of what was said, there and back, and a step of a scale whose digits run out.
        let digits = value.significant_digits().max(2) as i32;
        let step = 10_f64.powi(value.last_place()).max(value.to_f64().abs() * 10_f64.powi(1 - digits));
        prop_assert!(apart <= step * 10.0, "{value} -> {there} -> {back}");
    }

    #[test]
    fn as_many_digits_leave_as_came(mantissa in 10_i64..=9_999_999, places in 0_usize..6) {
        let value = Decimal::parse(&format!("{mantissa}e-{places}")).unwrap();
        let there = Conversion::between(&Unit::parse("[lb_av]").unwrap(), &Unit::parse("kg").unwrap()).unwrap().apply(&value).unwrap();
        prop_assert_eq!(there.significant_digits(), value.significant_digits(), "{} -> {}", value, there);
    }

    #[test]
    fn a_decimal_keeps_its_digits(whole in 0_u64..1_000_000, rest in "[0-9]{0,12}") {
        let text = if rest.is_empty() { whole.to_string() } else { format!("{whole}.{rest}") };
        prop_assert_eq!(Decimal::parse(&text).unwrap().to_string(), text);
    }
}
