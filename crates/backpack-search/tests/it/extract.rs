//! What is read out of a body.

use backpack_search::{Field, texts_of};

#[test]
fn what_people_read_is_taken_and_nothing_else() {
    let body = br#"{"resourceType":"Observation","id":"secret-id","meta":{"profile":["http://x/y"]},
        "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><b class=\"no\">Caf&eacute;</b>&#160;&amp; <i>tea</i><!-- not this --></div>"},
        "status":"final","identifier":[{"system":"urn:oid:1.2","value":"MRN-77"}],
        "code":{"coding":[{"system":"http://loinc.org","code":"4548-4","display":"Hemoglobin A1c"}],"text":"HbA1c"},
        "subject":{"reference":"Patient/9","display":"Ann Example"},
        "effectiveDateTime":"2024-03-15T08:00:00Z","issued":"2024-03-15",
        "valueQuantity":{"value":7.1,"unit":"%","system":"http://unitsofmeasure.org","code":"%"},
        "component":[{"valueString":"clear"},{"valueBoolean":true},{"valueInteger":3}],
        "note":[{"text":"taken \u00e0 jeun","time":"2024-03-15"}],
        "photo":{"contentType":"image/png","data":"iVBORw0KGgo","title":"left hand"},
        "extension":[{"url":"http://x","valueString":"said"}]}"#;
    let texts = texts_of(body);
    let of = |field| {
        texts.iter().filter(|(own, _)| *own == field).map(|(_, text)| text.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of(Field::Code), ["4548-4", "Hemoglobin A1c"]);
    assert_eq!(of(Field::Note), ["taken à jeun"]);
    assert_eq!(
        of(Field::Body),
        ["Café & tea", "HbA1c", "Ann Example", "7.1", "%", "%", "clear", "left hand", "said"]
    );
}

#[test]
fn what_is_no_json_has_no_words_and_what_breaks_off_those_before() {
    assert_eq!(texts_of(b""), []);
    assert_eq!(texts_of(b"\xff\xfe"), []);
    assert_eq!(texts_of(br#"{"description":"here","more":["and h"#), [(Field::Body, "here".to_owned())]);
    assert_eq!(texts_of(br#""alone""#), [(Field::Body, "alone".to_owned())]);
}

#[test]
fn a_narrative_that_is_not_well_formed_is_read_as_far_as_it_goes() {
    for (div, expected) in [
        ("<p>a<br/>b", "a b"),
        ("a < b", "a"),
        ("<p title='>'>x</p>", "x"),
        ("&unknown; &#x41;&#65; &#xFFFFFFFF; &", "&unknown; AA &#xFFFFFFFF; &"),
        ("<!-- a > b -->c", "c"),
        ("<td>1</td><td>2</td>", "1 2"),
    ] {
        let body = serde_json::json!({ "text": { "div": div } }).to_string();
        assert_eq!(texts_of(body.as_bytes()), [(Field::Body, expected.to_owned())], "{div}");
    }
}

#[test]
fn text_that_is_held_as_bytes_is_read_and_other_bytes_are_not() {
    // "zigzag lines", "<p>caf&eacute;</p>", and the first as a picture.
    let body =
        br#"{"content":[{"attachment":{"data":"emlnemFnIGxpbmVz","contentType":"text/plain; charset=UTF-8"}},
        {"attachment":{"contentType":"text/html","data":"PHA+Y2FmJmVhY3V0ZTs8L3A+"}},
        {"attachment":{"contentType":"image/png","data":"emlnemFnIGxpbmVz"}},
        {"attachment":{"contentType":"text/plain","data":"no base64!"}},
        {"attachment":{"contentType":7,"data":{"odd":true}}}]}"#;
    assert_eq!(texts_of(body), [(Field::Note, "zigzag lines".to_owned()), (Field::Body, "café".to_owned())]);
}
