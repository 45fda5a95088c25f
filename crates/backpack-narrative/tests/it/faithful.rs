//! What is harmless stays as its author meant it.

use backpack_narrative::{NarrativeLimits, NotShown, SafeHtml, clean_html, clean_narrative};

fn narrative(div: &str) -> Result<Option<SafeHtml>, NotShown> {
    let body = serde_json::json!({"resourceType": "Basic", "text": {"status": "generated", "div": div}});
    clean_narrative(body.to_string().as_bytes(), &NarrativeLimits::default())
}

fn shown(div: &str) -> String {
    narrative(div).unwrap().unwrap().into_string()
}

#[test]
fn what_falls_away_hides_no_line_feed_at_the_beginning_of_pre() {
    for markup in ["<pre>\0\r\n", "<pre>\0<!-- -->\n\0\n"] {
        let safe = clean_html(markup.as_bytes(), &NarrativeLimits::default()).unwrap();
        assert_eq!(safe.as_str(), "<pre></pre>", "{markup:?}");
    }
}

#[test]
fn a_narrative_stays_as_it_is() {
    let div = "<div><h2>Results</h2><p>Glucose: <b>5.4</b> mmol/l<br> <i>fasting</i></p><table><caption>All</caption>\
        <tbody><tr><th scope=\"col\">Test</th><td colspan=\"2\">x &lt; 3 &amp; y</td></tr></tbody></table>\
        <ul><li>one</li><li>two<ol start=\"3\"><li>three</li></ol></li></ul><hr><pre>a  b\n c</pre>\
        <dl><dt>t</dt><dd>d</dd></dl></div>";
    let xhtml = div.replace("<br>", "<br/>").replace("<hr>", "<hr />");
    assert_eq!(shown(&xhtml), div);
    assert_eq!(clean_html(div.as_bytes(), &NarrativeLimits::default()).unwrap().as_str(), div);
}

#[test]
fn xhtml_is_read_as_the_xml_it_is() {
    // To a parser of HTML each of these stays open for the rest of the page.
    assert_eq!(
        shown("<div xmlns=\"http://www.w3.org/1999/xhtml\"><a name=\"top\"/>x <b/>y <script/>z<p/>w</div>"),
        "<div><a id=\"narrative-top\" rel=\"noopener noreferrer\"></a>x <b></b>y z<p></p>w</div>"
    );
    assert_eq!(
        shown("<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:p>x</h:p></h:div>"),
        "<div><p>x</p></div>"
    );
    assert_eq!(
        shown("<div>&nbsp;&eacute;&#233;&#xe9;&lt;&alpha;&bogus;<![CDATA[<b>]]></div>"),
        "<div>&nbsp;ééé&lt;α&amp;bogus;&lt;b&gt;</div>"
    );
}

#[test]
fn what_is_no_xml_is_read_as_html() {
    assert_eq!(shown("<div>x<br>y<p>z</div>"), "<div>x<br>y<p>z</p></div>");
    assert_eq!(shown("just words & more"), "just words &amp; more");
    assert_eq!(shown("<!DOCTYPE html [<!ENTITY a 'boom'>]><div>&a;</div>"), "]&gt;<div>&amp;a;</div>");
}

#[test]
fn a_resource_without_narrative_has_none() {
    let limits = NarrativeLimits::default();
    let read =
        |body: &str| clean_narrative(body.as_bytes(), &limits).map(|safe| safe.map(SafeHtml::into_string));
    assert_eq!(read("{}"), Ok(None));
    assert_eq!(read(r#"{"text":null}"#), Ok(None));
    assert_eq!(read(r#"{"text":{"status":"empty"}}"#), Ok(None));
    assert_eq!(read("\u{feff}{\"text\":{\"div\":\"<b>x\"}}"), Ok(Some("<b>x</b>".to_owned())));
    assert_eq!(read(r#"{"text":"x"}"#), Err(NotShown::NotText));
    assert_eq!(read(r#"{"text":{"div":1}}"#), Err(NotShown::NotText));
    assert_eq!(read(r#"{"text":{"div":"\ud800"}}"#), Err(NotShown::NotText));
    assert_eq!(read("{"), Err(NotShown::NotText));
}

#[test]
fn what_is_too_large_is_not_shown() {
    let limits = NarrativeLimits::default();
    let most = "x".repeat(limits.html_bytes);
    let too_large = NotShown::TooLarge { limit: 1 << 20 };
    assert_eq!(clean_html(most.as_bytes(), &limits).unwrap().as_str().len(), 1 << 20);
    assert_eq!(clean_html(format!("{most}x").as_bytes(), &limits), Err(too_large));
    assert_eq!(narrative(&format!("{most}x")), Err(too_large));
    // A host that asks for more gets the hard cap.
    let more = NarrativeLimits::default().with_html_bytes(usize::MAX);
    let error = clean_html(&vec![b'x'; (16 << 20) + 1], &more);
    assert_eq!(error, Err(NotShown::TooLarge { limit: 16 << 20 }));
}

#[test]
fn words_come_out_as_text() {
    let page = "<h1>Visit</h1><p>Dear  <b>Ann</b>,<br>all &lt; well &amp; <a title='a>b'>good</a>.</p>\
        <table><tr><th>Test<th>Value<tr><td>HbA1c<td>5.4&nbsp;%</table><ul><li>one<li>two</ul><script>no</script>";
    let safe = clean_html(page.as_bytes(), &NarrativeLimits::default()).unwrap();
    assert_eq!(safe.to_text(), "Visit\nDear Ann,\nall < well & good.\nTest\tValue\nHbA1c\t5.4 %\none\ntwo");
    assert_eq!(format!("{safe:?}"), format!("SafeHtml({} bytes)", safe.as_str().len()));
    assert!(clean_html(b"<script>x</script> ", &NarrativeLimits::default()).unwrap().is_empty());
}

#[test]
fn encodings_are_told_by_the_bytes() {
    let limits = NarrativeLimits::default();
    let text = |bytes: &[u8]| clean_html(bytes, &limits).unwrap().to_text();
    assert_eq!(text("Müller".as_bytes()), "Müller");
    assert_eq!(text(b"M\xfcller \x93x\x94"), "Müller “x”");
    assert_eq!(text(b"\xef\xbb\xbfM\xc3\xbcller"), "Müller");
    assert_eq!(text(b"\xfe\xff\0M\0\xfc"), "Mü");
    assert_eq!(text(b"<meta charset=utf-7>+ADw-script+AD4-"), "+ADw-script+AD4-");
}
