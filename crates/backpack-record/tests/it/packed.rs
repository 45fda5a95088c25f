//! Packed headers: their bytes are a format, and what was packed comes back.

use backpack_record::{
    AttachmentRef, Code, Component, Extent, Header, Interpretation, Kind, PartialDate, Quantity, Reference,
    ReferenceRange, Text, UnpackError, Value, When, Who,
};
use proptest::prelude::*;

const BODY: &[u8] = br#"{"resourceType":"Observation","id":"6d2c6b0f-6d0a-4c53-9d3b-6b7f8f9a0b1c","status":"final",
    "category":{"text":"laboratory"},"code":{"coding":[{"system":"http://loinc.org","code":"15074-8","display":"Glucose"}]},
    "subject":{"reference":"urn:uuid:00000000-0000-0000-0000-0000000000ff"},"effectiveDateTime":"2024-04-30T08:15:00+02:00",
    "valueQuantity":{"value":6.30,"unit":"mmol/L"}}"#;

/// A change here is a change of the format: it needs a new format number and a reader for the old one.
#[test]
fn the_bytes_of_format_1_stay() {
    let packed = Header::read(BODY).unwrap().pack();
    let bytes: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(bytes, SNAPSHOT);
    assert_eq!(Header::unpack(&packed).unwrap(), Header::read(BODY).unwrap());
}

const SNAPSHOT: &str = "0138476c75636f7365f90706026d2c6b0f6d0a4c539d3b6b7f8f9a0b1c050001193c15074a8003e11601910e01cc012024a04a30c08b\
    15b00d02b00000010005246e30811b0500000000010a000000000000000000000000000000ff050000";

#[test]
fn a_newer_format_is_refused_by_name_and_damage_is_told_apart() {
    let mut packed = Header::read(BODY).unwrap().pack();
    for length in 0..packed.len() {
        assert_eq!(Header::unpack(&packed[..length]), Err(UnpackError::Damaged));
    }
    packed.push(0);
    assert_eq!(Header::unpack(&packed), Err(UnpackError::Damaged));
    packed[0] = 2;
    let newer = UnpackError::NewerFormat { found: 2, known: 1 };
    assert_eq!((Header::unpack(&packed), Header::unpack_title(&packed)), (Err(newer), Err(newer)));
    assert_eq!(newer.to_string(), "unpack header: format 2 is newer than 1, which is the newest known here");
}

fn text() -> BoxedStrategy<Text<'static>> {
    let texts = prop_oneof![
        "\\PC{0,12}",
        "[0-9T:+.Z-]{0,24}",
        Just("final".to_owned()),
        Just("Patient/6d2c6b0f-6d0a-4c53-9d3b-6b7f8f9a0b1c".to_owned()),
        Just("Patient/6D2C6B0F-6d0a-4c53-9d3b-6b7f8f9a0b1c".to_owned()),
        Just("again".to_owned()),
    ];
    texts.prop_map(Text::from).boxed()
}

fn maybe() -> BoxedStrategy<Option<Text<'static>>> {
    prop::option::of(text()).boxed()
}

fn quantity() -> BoxedStrategy<Quantity<'static>> {
    let parts = (maybe(), text(), text(), maybe());
    let quantity = parts.prop_map(|(comparator, number, unit, code)| {
        let mut quantity = Quantity::new(number, unit);
        quantity.comparator = comparator;
        quantity.code = code;
        quantity
    });
    quantity.boxed()
}

fn value() -> BoxedStrategy<Value<'static>> {
    prop_oneof![
        quantity().prop_map(Value::Quantity),
        (prop::option::of(quantity()), prop::option::of(quantity()))
            .prop_map(|(low, high)| Value::Range { low, high }),
        (prop::option::of(quantity()), prop::option::of(quantity()))
            .prop_map(|(numerator, denominator)| Value::Ratio { numerator, denominator }),
        text().prop_map(Value::Coded),
        text().prop_map(Value::Text),
        any::<bool>().prop_map(Value::Boolean),
        text().prop_map(Value::Number),
        text().prop_map(Value::Absent),
    ]
    .boxed()
}

fn codes() -> BoxedStrategy<Vec<Code<'static>>> {
    let code = (text(), text(), text());
    let code = code.prop_map(|(system, code, display)| Code::new(system, code).with_display(display));
    prop::collection::vec(code, 0..3).boxed()
}

fn header() -> impl Strategy<Value = Header<'static>> {
    let told = (text(), text(), prop::sample::select(Kind::ALL), maybe(), maybe(), codes()).boxed();
    let measured = (
        prop::option::of(value()),
        prop::collection::vec((text(), codes(), prop::option::of(value())), 0..3),
        maybe(),
        prop::option::of(quantity()),
    );
    let related = (
        prop::collection::vec((text(), maybe(), maybe()), 0..3),
        prop::collection::vec(text(), 0..80),
        prop::collection::vec((maybe(), any::<u64>()), 0..3),
    );
    (told, measured, related).prop_map(|(told, measured, related)| {
        let mut header = Header::new(told.1, told.2, told.0);
        header.id = told.3;
        header.status = told.4;
        header.codes = told.5;
        header.when = Some(When::new("period", PartialDate::parse("2024-02").ok(), None));
        header.value = measured.0;
        header.components =
            measured.1.into_iter().map(|(title, codes, value)| Component::new(title, codes, value)).collect();
        header.interpretation = measured.2.map(|text| Interpretation::new(Some(text.clone()), text));
        header.reference_range = Some(ReferenceRange::new(measured.3, None, None));
        header.who =
            related.0.into_iter().map(|(role, name, reference)| Who::new(role, name, reference)).collect();
        header.references = related.1.into_iter().map(Reference::new).collect();
        header.attachments = related
            .2
            .into_iter()
            .map(|(title, size)| {
                let mut attachment = AttachmentRef::new();
                attachment.title = title;
                attachment.size = Some(size);
                attachment.data_length = size;
                attachment
            })
            .collect();
        header
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_packed_comes_back(header in header()) {
        let packed = header.pack();
        prop_assert_eq!(Header::unpack_title(&packed).unwrap(), header.title.clone());
        prop_assert_eq!(Header::unpack(&packed).unwrap(), header);
    }

    #[test]
    fn a_part_is_what_the_whole_says(header in header()) {
        let packed = header.pack();
        let mut judged = header.clone();
        (judged.id, judged.version, judged.last_updated) = (None, None, None);
        (judged.who, judged.subject) = (Vec::new(), None);
        (judged.references, judged.attachments) = (Vec::new(), Vec::new());
        let mut said = judged.clone();
        (said.interpretation, said.reference_range) = (None, None);
        prop_assert_eq!(Header::unpack_part(&packed, Extent::Said).unwrap(), said);
        prop_assert_eq!(Header::unpack_part(&packed, Extent::Judged).unwrap(), judged);
        prop_assert_eq!(Header::unpack_part(&packed, Extent::Whole).unwrap(), header);
    }

    #[test]
    fn any_bytes_unpack_or_are_damaged(mut bytes in prop::collection::vec(any::<u8>(), 1..120)) {
        bytes[0] = 1;
        if let Ok(header) = Header::unpack(&bytes) {
            let packed = header.pack();
            prop_assert_eq!(Header::unpack(&packed).unwrap(), header);
        }
    }
}

#[test]
fn values_read_as_a_line() {
    let quantity = |comparator: Option<&'static str>, number: &'static str, unit: &'static str| {
        let mut quantity = Quantity::new(number, unit);
        quantity.comparator = comparator.map(Text::from);
        quantity
    };
    let lines = [
        Value::Quantity(quantity(None, "5.4", "mmol/L")),
        Value::Quantity(quantity(Some("<"), "0.1", "mg/dL")),
        Value::Quantity(quantity(None, "1.10", "%")),
        Value::Quantity(quantity(None, "7", "{score}")),
        Value::Range { low: Some(quantity(None, "1", "mg")), high: Some(quantity(None, "2", "mg")) },
        Value::Range { low: None, high: Some(quantity(None, "2", "mg")) },
        Value::Ratio {
            numerator: Some(quantity(None, "1", "")),
            denominator: Some(quantity(None, "128", "")),
        },
        Value::Boolean(true),
        Value::Absent(Text::from("not performed")),
    ];
    let told = lines.map(|value| value.to_string());
    let expected = [
        "5.4 mmol/L",
        "< 0.1 mg/dL",
        "1.10 %",
        "7",
        "1 to 2 mg",
        "<= 2 mg",
        "1:128",
        "yes",
        "no value (not performed)",
    ];
    assert_eq!(told, expected);
}
