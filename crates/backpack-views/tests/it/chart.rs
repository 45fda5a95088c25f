//! Charts: each is well-formed, and each is left in the target's temporary folder to be looked at.

use std::fs;
use std::path::Path;

use backpack_views::chart::ChartWords;
use backpack_views::{Chart, Measure, SeriesRequest, series};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{lab, portal, seen, with};

/// Draws, checks that it is well-formed XML with a role, a title and a description, and leaves it to be looked at.
fn drawn(name: &str, bodies: &[(u8, Value)], code: &str, change: impl Fn(Chart<'_>) -> Chart<'_>) -> String {
    let measure = if code.is_empty() { Measure::titled("test") } else { Measure::loinc(code) };
    let found = series(seen(bodies), &SeriesRequest::new(measure));
    let chart =
        Chart::new(&found).label(Some(portal(1)), "Riverside Clinic").label(Some(portal(2)), "City Hospital");
    let svg = change(chart).svg();
    let elements = elements(&svg);
    assert!(
        svg.contains(r#"role="img""#)
            && elements.contains(&"title".to_owned())
            && elements.contains(&"desc".to_owned())
    );
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.svg")), &svg).unwrap();
    svg
}

fn elements(svg: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return names,
            quick_xml::events::Event::Start(start) | quick_xml::events::Event::Empty(start) => {
                names.push(String::from_utf8(start.name().as_ref().to_vec()).unwrap());
            }
            _ => {}
        }
    }
}

fn ranged(body: Value, low: f64, high: f64) -> Value {
    with(body, json!({"referenceRange": [{"low": {"value": low}, "high": {"value": high}}]}))
}

fn marks(svg: &str) -> usize {
    svg.matches("class=\"bp-mark").count()
}

#[test]
fn portals_have_shapes_and_the_range_follows_time() {
    let bodies: Vec<(u8, Value)> = (0..14)
        .map(|at| {
            let date = format!("20{:02}-{:02}-12T08:30:00Z", 19 + at / 3, at % 3 * 4 + 1);
            let value = 5.2 + 0.17 * f64::from(at) + if at % 4 == 0 { 0.3 } else { 0.0 };
            let high = if at < 6 { 5.7 } else { 6.0 };
            (
                (at % 2 + 1) as u8,
                ranged(lab("4548-4", "Hemoglobin A1c", &date, (value * 10.0).round() / 10.0, "%"), 4.0, high),
            )
        })
        .chain([
            (0, lab("4548-4", "Hemoglobin A1c", "2023-11", 7.4, "%")),
            (
                2,
                with(
                    lab("4548-4", "Hemoglobin A1c", "2020-07-01", 4.0, "%"),
                    json!({"valueQuantity": {"value": 4.2, "comparator": "<", "unit": "%"}}),
                ),
            ),
        ])
        .collect();
    let svg = drawn("a1c", &bodies, "4548-4", |chart| chart);
    for words in [
        "Riverside Clinic",
        "City Hospital",
        "Entered by hand",
        "Reference range",
        "bp-mark bp-s0",
        "bp-mark bp-s1",
        "bp-mark bp-s2",
        "class=\"bp-span\"",
        "class=\"bp-arrow\"",
        "class=\"bp-ring\"",
        ">2021<",
    ] {
        assert!(svg.contains(words), "{words}");
    }
    assert_eq!(marks(&svg), 16 + 3, "a mark each, and three in the legend");
    assert!(svg.matches(r#"class="bp-band""#).count() >= 2, "the range changed");
}

#[test]
fn one_point_no_point_and_many_at_once() {
    let one = drawn(
        "one",
        &[(1, ranged(lab("2345-7", "Glucose", "2024-03-07", 99.0, "mg/dL"), 70.0, 99.0))],
        "2345-7",
        |chart| chart,
    );
    assert_eq!(marks(&one), 2);
    let none = drawn("none", &[], "2345-7", |chart| {
        chart.words(ChartWords { title: "Glucose".to_owned(), ..ChartWords::default() })
    });
    assert!(none.contains("There are no values to draw."));
    assert_eq!(marks(&none), 0);
    let same: Vec<_> = (0..25)
        .map(|at| (1, lab("2345-7", "Glucose", "2024-03-07", 80.0 + f64::from(at), "mg/dL")))
        .collect();
    assert_eq!(marks(&drawn("same_date", &same, "2345-7", |chart| chart)), 26);
    let equal: Vec<_> =
        (1..9).map(|at| (1, lab("2345-7", "Glucose", &format!("2024-03-{at:02}"), 80.0, "mg/dL"))).collect();
    drawn("equal", &equal, "2345-7", |chart| chart);
}

#[test]
fn zero_negative_huge_and_tiny_values_have_axes() {
    for (name, values) in [
        ("negative", [-5.5, 0.0, 3.25]),
        ("huge", [1.2e9, 3.4e9, 9.9e9]),
        ("tiny", [1e-7, 3e-7, 2e-7]),
        ("zero", [0.0; 3]),
        ("thousands", [12_500.0, 250_000.0, 98_000.0]),
    ] {
        let bodies: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(at, value)| (1, lab("1-8", "Test", &format!("2024-0{}-01", at + 1), *value, "mg")))
            .collect();
        let svg = drawn(name, &bodies, "1-8", |chart| chart);
        assert!(marks(&svg) == 4 && !svg.contains("NaN") && !svg.contains("inf"), "{name}");
    }
}

#[test]
fn ten_thousand_points_are_thinned_without_their_extremes() {
    let mut bodies: Vec<_> = (0..10_000_u32)
        .map(|at| {
            let value = 70.0 + f64::from(at % 37) + 10.0 * (f64::from(at) / 900.0).sin();
            let date = format!(
                "{}-{:02}-{:02}T{:02}:{:02}:00Z",
                2020 + at / 2_400,
                at / 200 % 12 + 1,
                at / 8 % 25 + 1,
                at % 8 * 3,
                at % 60
            );
            (1, lab("8867-4", "Heart rate", &date, value.round(), "/min"))
        })
        .collect();
    bodies[5_000].1["valueQuantity"]["value"] = json!(190);
    bodies[7_777].1["valueQuantity"]["value"] = json!(31);
    let svg = drawn("ten_thousand", &bodies, "8867-4", |chart| chart);
    assert!(marks(&svg) < 3_000 && svg.len() < 400_000, "{} marks in {} bytes", marks(&svg), svg.len());
    let heights: Vec<f64> = svg
        .split("class=\"bp-mark bp-s0 bp-dot\" d=\"M")
        .skip(1)
        .map(|rest| rest.split('a').next().unwrap().split(' ').nth(1).unwrap().parse().unwrap())
        .collect();
    let (top, bottom) =
        heights.iter().fold((f64::MAX, f64::MIN), |(top, bottom), y| (top.min(*y), bottom.max(*y)));
    assert!(bottom - top > 180.0, "the extremes are there: {top} {bottom}");
}

#[test]
fn words_of_a_portal_do_no_harm() {
    let evil = r#"</title><script>alert("1")</script><text onload='x'>&amp;"#;
    let bodies =
        [(3, lab("1-8", evil, "2024-03-07", 1.0, evil)), (3, lab("1-8", evil, "2024-04-07", 2.0, evil))];
    let words = ChartWords {
        range: evil.to_owned(),
        unknown_source: evil.to_owned(),
        description: format!("{evil}\u{0}\u{202e}"),
        ..ChartWords::default()
    };
    let svg = drawn("evil", &bodies, "1-8", |chart| chart.words(words.clone()).id("x\"onload='1"));
    assert!(
        !elements(&svg).contains(&"script".to_owned())
            && !svg.contains("<script")
            && !svg.contains("onload='")
    );
    assert!(svg.contains("id=\"xonload1-title\"") && !svg.contains('\u{0}') && !svg.contains('\u{202e}'));
}

#[test]
fn long_and_foreign_titles_fit() {
    let long = "Glomerular filtration rate/1.73 sq M.predicted by Creatinine-based formula (CKD-EPI 2021), non-race-adjusted, serum or plasma, calculated";
    let bodies: Vec<_> = (1..6)
        .map(|at| {
            (
                at,
                lab(
                    "98979-8",
                    if at == 5 { long } else { "eGFR" },
                    &format!("2024-0{at}-01"),
                    60.0 + f64::from(at),
                    "mL/min/1.73m2",
                ),
            )
        })
        .collect();
    let svg = drawn("long", &bodies, "98979-8", |chart| {
        chart.label(
            Some(portal(3)),
            "Universitätsklinikum Musterstadt, Zentrum für Innere Medizin und Nephrologie",
        )
    });
    assert!(svg.contains('…') && svg.contains("mL/min/1.73 m²"));
    let foreign: Vec<_> = (1..6)
        .map(|at| {
            (1, lab("1-8", "血糖値 — جلوكوز 🩸 глюкоза", &format!("2024-0{at}-01"), f64::from(at), "µmol/L"))
        })
        .collect();
    drawn("foreign", &foreign, "1-8", |chart| chart.label(Some(portal(1)), "東京病院"));
}

#[test]
fn blood_pressure_has_two_lines_with_names() {
    let part = |code, title, value: f64| json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": title}, "valueQuantity": {"value": value, "unit": "mmHg", "code": "mm[Hg]"}});
    let bodies: Vec<_> = (1..13)
        .filter(|at| *at < 4 || *at > 9)
        .map(|at| (at % 2 + 1, json!({"resourceType": "Observation", "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}], "text": "Blood pressure"}, "effectiveDateTime": format!("2024-{at:02}-03"),
            "component": [part("8480-6", "Systolic", 118.0 + f64::from(at)), part("8462-4", "Diastolic", 75.0 + f64::from(at % 5))]})))
        .collect();
    let svg = drawn("pressure", &bodies, "85354-9", |chart| chart.size(640, 360));
    assert!(svg.contains("Systolic: 130") && svg.contains("Diastolic: 77"), "{svg}");
    assert_eq!(svg.matches("class=\"bp-line\"").count(), 4, "both lines are cut at the gap");
}

#[test]
fn a_chart_speaks_the_language_handed_in() {
    let bodies: Vec<_> = (1..8)
        .map(|at| {
            (
                1,
                lab(
                    "2345-7",
                    "Glucose",
                    &format!("2024-03-{:02}", at * 4),
                    5.05 + 0.2 * f64::from(at),
                    "mmol/L",
                ),
            )
        })
        .collect();
    let words = ChartWords {
        title: "Glukose".to_owned(),
        decimal: ',',
        day: "{day}. {month}".to_owned(),
        months: std::array::from_fn(|at| if at == 2 { "März".to_owned() } else { at.to_string() }),
        ..ChartWords::default()
    };
    let svg = drawn("german", &bodies, "2345-7", |chart| chart.words(words.clone()));
    for words in ["Glukose", ". März", "6,45", "5,5<"] {
        assert!(svg.contains(words), "{words}");
    }
}

/// The contrast of two colours such as `#0b5fa5` (WCAG 2.1, 1.4.3).
fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| {
        let digits = colour.trim_start_matches('#');
        let wide: String = if digits.len() == 3 {
            digits.chars().flat_map(|digit| [digit, digit]).collect()
        } else {
            digits.to_owned()
        };
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let (one, other) = (light(one) + 0.05, light(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn words_and_marks_stand_out_on_light_and_dark_ground() {
    let svg = drawn("contrast", &[], "1-8", |chart| chart);
    let style = svg.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let (light, dark) = style.split_once("@media (prefers-color-scheme:dark){").unwrap();
    let mut compared = 0;
    for (rules, ground) in [(light, "#fff"), (dark, "#14181d")] {
        for rule in rules.split('}') {
            let Some((names, values)) = rule.split_once('{') else { continue };
            let is_seen = [".bp-title", ".bp-small", ".bp-last", ".bp-text", ".bp-s"]
                .iter()
                .any(|name| names.contains(name));
            let colour = values.split(';').find_map(|value| value.strip_prefix("fill:#"));
            let Some(colour) = colour.filter(|_| is_seen && !names.contains("hollow")) else { continue };
            assert!(contrast(colour, ground) >= 4.5, "{names} on {ground}: {:.2}", contrast(colour, ground));
            compared += 1;
        }
    }
    assert!(compared >= 18, "{compared}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_is_drawn_is_well_formed(rows in proptest::collection::vec((0_u8..9, 1_i32..9999, 1_u32..=12, -1e12_f64..1e12, any::<bool>()), 0..30), width in 0_u32..5_000, height in 0_u32..5_000) {
        let bodies: Vec<_> = rows.iter().map(|(source, year, month, value, coarse)| {
            let date = if *coarse { format!("{year:04}") } else { format!("{year:04}-{month:02}-11T07:00:00+02:00") };
            (*source, lab("1-8", "Test", &date, *value, "mg"))
        }).collect();
        let found = series(seen(&bodies), &SeriesRequest::new(Measure::loinc("1-8")));
        let svg = Chart::new(&found).size(width, height).svg();
        prop_assert!(elements(&svg).contains(&"svg".to_owned()) && !svg.contains("NaN") && !svg.contains("inf"));
    }
}
