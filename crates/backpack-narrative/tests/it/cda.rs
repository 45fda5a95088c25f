//! CDA documents: title, sections, and what stands in place of them.

use backpack_narrative::{NarrativeLimits, NonXmlBody, NotShown, SafeHtml, read_cda};

use crate::parser::dangers;

fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"javascript:alert(1)\"?>\
        <ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>Visit <b>of</b>\n Ann</title><component>{body}</component></ClinicalDocument>"
    )
}

fn section(title: &str, text: &str, more: &str) -> String {
    format!("<component><section><title>{title}</title><text>{text}</text>{more}</section></component>")
}

/// Returns the text of the one section.
fn shown(text: &str) -> SafeHtml {
    let body = format!("<structuredBody>{}</structuredBody>", section("t", text, ""));
    let read = read_cda(document(&body).as_bytes(), &NarrativeLimits::default()).unwrap();
    assert_eq!(read.sections.len(), 1);
    let safe = read.sections[0].text.clone().unwrap();
    assert_eq!(dangers(&safe), [] as [&str; 0], "{}", safe.as_str());
    safe
}

#[test]
fn title_and_sections_are_read_in_order() {
    let inner = section("Inner &lt;3", "<paragraph>i</paragraph>", "");
    let body = format!(
        "<structuredBody>{}{}</structuredBody>",
        section("First", "<paragraph>a</paragraph>", &inner),
        section("", "b", "<entry><act><text>not shown</text><title>nor this</title></act></entry>")
    );
    let read = read_cda(document(&body).as_bytes(), &NarrativeLimits::default()).unwrap();
    let rows = read.sections.iter().map(|s| (s.level, s.title.as_str(), s.text.as_ref().unwrap().as_str()));
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [(1, "First", "<p>a</p>"), (2, "Inner <3", "<p>i</p>"), (1, "", "b")]
    );
    assert_eq!((read.title.as_str(), &read.non_xml_body), ("Visit of Ann", &None));
    assert_eq!(
        read.to_html().as_str(),
        "<h1>Visit of Ann</h1><h2>First</h2><p>a</p><h3>Inner &lt;3</h3><p>i</p>b"
    );
    assert!(!format!("{read:?}").contains("Ann"));
}

#[test]
fn a_narrative_block_becomes_html() {
    let text = "<content ID=\"r1\" styleCode=\"Bold Italics xRowColor\">x</content><br/><list listType=\"ordered\"><caption>c</caption>\
        <item>one</item><item><content revised=\"delete\">two</content></item></list><list><item>o</item></list>\
        <table border=\"1\" width=\"100%\"><caption>All</caption><thead><tr><th scope=\"col\">T</th></tr></thead><tbody><tr><td colspan=\"2\" align=\"right\">v</td></tr></tbody></table>\
        <linkHtml href=\"https://portal.example/x\">l</linkHtml><linkHtml href=\"#r1\">m</linkHtml><sub>a</sub><sup>b</sup><footnote>f</footnote>";
    assert_eq!(
        shown(text).as_str(),
        "<span id=\"narrative-r1\"><b><i>x</i></b></span><br><ol><b>c</b><li>one</li><li><del>two</del></li></ol><ul><li>o</li></ul>\
        <table><caption><b>All</b></caption><thead><tr><th scope=\"col\">T</th></tr></thead><tbody><tr><td colspan=\"2\" align=\"right\">v</td></tr></tbody></table>\
        <a href=\"https://portal.example/x\" rel=\"noopener noreferrer\">l</a><a href=\"#narrative-r1\" rel=\"noopener noreferrer\">m</a>\
        <sub>a</sub><sup>b</sup><small>f</small>"
    );
}

/// The holes of the style sheet that was published with CDA, found in 2014: it took over attributes as they stood, made
/// links of any address, and showed what a document named in a frame of the page.
#[test]
fn the_holes_of_the_published_style_sheet_are_closed() {
    for (text, expected) in [
        ("<linkHtml href=\"javascript:alert(1)\">l</linkHtml>", "<a rel=\"noopener noreferrer\">l</a>"),
        (
            "<table onmouseover=\"alert(1)\" style=\"x\"><tr><td onclick=\"alert(1)\">v</td></tr></table>",
            "<table><tbody><tr><td>v</td></tr></tbody></table>",
        ),
        ("<content styleCode=\"Bold&quot; onclick=&quot;alert(1)\">x</content>", "<span>x</span>"),
        ("<renderMultiMedia referencedObject=\"javascript:alert(1)\"/>x", "x"),
        ("<iframe src=\"javascript:alert(1)\"/>x", "x"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<img src=\"x\" onerror=\"alert(1)\"/>x", "x"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<![CDATA[<script>alert(1)</script>]]>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">x</h:script>", "x"),
        ("<td>no table</td>", "no table"),
    ] {
        assert_eq!(shown(text).as_str(), expected, "{text}");
    }
}

#[test]
fn a_body_that_is_no_xml_is_handed_on() {
    let limits = NarrativeLimits::default();
    let read = |body: &str| read_cda(document(body).as_bytes(), &limits).unwrap().non_xml_body;
    let html = |content: &'static [u8]| {
        Some(NonXmlBody::Bytes { media_type: Some("text/html".to_owned()), content: content.into() })
    };
    let body = "<nonXMLBody><text mediaType=\"text/html\" representation=\"B64\"> PHNjcmlw\n dD4 </text></nonXMLBody>";
    assert_eq!(read(body), html(b"<script>"));
    let body = "<nonXMLBody><text mediaType=\"text/html\">&lt;script&gt;</text></nonXMLBody>";
    assert_eq!(read(body), html(b"<script>"));
    let body = "<nonXMLBody><text mediaType=\"application/pdf\"><reference value=\"javascript:alert(1)\"/></text></nonXMLBody>";
    let elsewhere = NonXmlBody::Reference {
        media_type: Some("application/pdf".to_owned()),
        place: "javascript:alert(1)".to_owned(),
    };
    assert_eq!(read(body), Some(elsewhere));
    assert_eq!(read("<nonXMLBody><text representation=\"B64\">!</text></nonXMLBody>"), None);
    // Nothing of it is in what is shown.
    let whole = read_cda(document(body).as_bytes(), &limits).unwrap().to_html();
    assert_eq!(whole.as_str(), "<h1>Visit of Ann</h1>");
}

#[test]
fn a_section_over_the_limit_costs_itself() {
    let large = "<paragraph>x</paragraph>".repeat(100_000);
    let body =
        format!("<structuredBody>{}{}</structuredBody>", section("a", &large, ""), section("b", "kept", ""));
    let read =
        read_cda(document(&body).as_bytes(), &NarrativeLimits::default().with_html_bytes(1_000)).unwrap();
    let texts = read.sections.iter().map(|section| section.text.as_ref().map(SafeHtml::as_str));
    assert_eq!(texts.collect::<Vec<_>>(), [Err(&NotShown::TooLarge { limit: 1_000 }), Ok("kept")]);
    let many = section("s", "x", "").repeat(2_000);
    let read = read_cda(
        document(&format!("<structuredBody>{many}</structuredBody>")).as_bytes(),
        &NarrativeLimits::default(),
    );
    assert_eq!(read.unwrap().sections.len(), 1_000);
}
