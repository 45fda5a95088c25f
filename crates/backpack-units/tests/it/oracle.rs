//! Another's conversions: what `@lhncbc/ucum-lhc` 7.1 (LHC of the National Library of Medicine) makes of 37.5 in one unit
//! as another, for every pair of some twenty lists, and of every other unit and its base. It computes in binary floating
//! point. Left out are constants of nature, which it has in older values, and degrees Réaumur, of which it takes 37.5 °C
//! for -24.6: they are four fifths of degrees Celsius.

use backpack_units::{Unit, convert};

const ORACLE: &str = include_str!("../oracle.tsv");

#[test]
fn conversions_are_those_of_another_implementation() {
    let mut compared = 0;
    for line in ORACLE.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [from, to, expected] = fields.as_slice() else { unreachable!("{line}") };
        let own = convert("37.5000000000", from, to).unwrap().to_f64();
        let expected: f64 = expected.parse().unwrap();
        assert!((own - expected).abs() <= expected.abs() * 2e-9, "{from} in {to}: {own}, not {expected}");
        assert!(Unit::parse(from).unwrap().is_comparable(&Unit::parse(to).unwrap()));
        compared += 1;
    }
    assert_eq!(compared, ORACLE.lines().count());
    assert!(compared > 1_100, "{compared}");
}
