//! A browser's eyes: parses what is shown as HTML, in several places of a page, and writes down every element.

use std::borrow::Cow;
use std::cell::RefCell;

use backpack_narrative::SafeHtml;
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{
    Attribute, ExpandedName, LocalName, ParseOpts, QualName, local_name, ns, parse_document, parse_fragment,
};

/// The names that may come out: written down here once more, apart from the crate's own list.
const ELEMENTS: &str = "div p span br b i td th tr table caption colgroup col thead tbody tfoot ul ol li dl dt dd a img hr \
    h1 h2 h3 h4 h5 h6 address blockquote center pre em strong dfn code samp kbd var cite abbr acronym q sub sup ins del \
    bdo tt big small u s strike";
const ATTRIBUTES: &str =
    "id title lang dir href rel src alt width height colspan rowspan span align scope start value";

/// Says what a browser would find in a fragment that may not be there.
pub(crate) fn dangers(safe: &SafeHtml) -> Vec<String> {
    let html = safe.as_str();
    let mut found = Vec::new();
    for place in [local_name!("div"), local_name!("li"), local_name!("td"), local_name!("p")] {
        let place = QualName::new(None, ns!(html), place);
        let parser = parse_fragment(Sink::default(), ParseOpts::default(), place, vec![], true);
        found.extend(judge(&parser.one(StrTendril::from_slice(html))));
    }
    let page =
        format!("<!DOCTYPE html><html><head><title>x</title></head><body><main>{html}</main></body></html>");
    let parser = parse_document(Sink::default(), ParseOpts::default());
    let known = ["html", "head", "title", "body", "main"];
    let in_page = judge(&parser.one(StrTendril::from_slice(&page)));
    found.extend(in_page.into_iter().filter(|danger| !known.contains(&danger.as_str())));
    // What a filter that looks at characters alone would mind.
    if html.contains('\0') {
        found.push("a NUL".to_owned());
    }
    found
}

fn judge(sink: &Sink) -> Vec<String> {
    let elements: Vec<&str> = ELEMENTS.split_whitespace().collect();
    let attributes: Vec<&str> = ATTRIBUTES.split_whitespace().collect();
    let mut dangers = Vec::new();
    for (name, own) in sink.elements.borrow().iter() {
        let local: &str = &name.local;
        // The parser itself makes the root of a fragment.
        if local == "html" && own.is_empty() {
            continue;
        }
        if name.ns != ns!(html) || !elements.contains(&local) {
            dangers.push(local.to_owned());
        }
        for Attribute { name, value } in own {
            let attribute: &str = &name.local;
            let is_known = attributes.contains(&attribute);
            let is_right = match attribute {
                "href" => {
                    let is_web = value.starts_with("http://") || value.starts_with("https://");
                    let is_safe = own
                        .iter()
                        .any(|other| &*other.name.local == "rel" && &*other.value == "noopener noreferrer");
                    (is_web || value.starts_with("#narrative-")) && is_safe
                }
                "src" => {
                    value.starts_with("data:image/png;base64,")
                        || value.starts_with("data:image/jpeg;base64,")
                }
                "id" => value.starts_with("narrative-"),
                _ => true,
            };
            if !is_known || !is_right {
                dangers.push(format!("{local} {attribute}={value}"));
            }
        }
    }
    dangers
}

/// Collects the elements that a parser makes, and builds no tree.
#[derive(Default)]
struct Sink {
    elements: RefCell<Vec<(&'static QualName, Vec<Attribute>)>>,
}

impl Sink {
    fn next(&self) -> usize {
        self.elements.borrow().len() * 2 + 1
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn get_document(&self) -> usize {
        0
    }

    fn get_template_contents(&self, target: &usize) -> usize {
        target + 1
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn elem_name(&self, target: &usize) -> ExpandedName<'_> {
        self.elements.borrow()[(target - 1) / 2].0.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        let id = self.next();
        // A test may leak a name.
        self.elements.borrow_mut().push((Box::leak(Box::new(name)), attributes));
        id
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        let name = QualName::new(None, ns!(html), LocalName::from("a comment"));
        self.create_element(name, vec![], ElementFlags::default())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.create_comment(StrTendril::new())
    }

    fn append_before_sibling(&self, _: &usize, _: NodeOrText<usize>) {}
    fn append_based_on_parent_node(&self, _: &usize, _: &usize, _: NodeOrText<usize>) {}
    fn parse_error(&self, _: Cow<'static, str>) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append(&self, _: &usize, _: NodeOrText<usize>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn add_attrs_if_missing(&self, _: &usize, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &usize) {}
    fn reparent_children(&self, _: &usize, _: &usize) {}
    fn mark_script_already_started(&self, _: &usize) {}
}

/// The eyes see what is there: without that, nothing above could ever fail.
#[test]
fn what_is_dangerous_is_seen() {
    let sink = |html: &str| {
        let place = QualName::new(None, ns!(html), local_name!("div"));
        let parser = parse_fragment(Sink::default(), ParseOpts::default(), place, vec![], true);
        judge(&parser.one(StrTendril::from_slice(html)))
    };
    assert_eq!(sink("<p id=narrative-1>x<b>y</b></p>"), [] as [&str; 0]);
    assert_eq!(sink("<script>x</script>"), ["script"]);
    assert_eq!(sink("<b onclick=x>"), ["b onclick=x"]);
    assert_eq!(sink("<svg><a/></svg>"), ["svg", "a"]);
    assert_eq!(sink("<a href='javascript:x' rel='noopener noreferrer'>"), ["a href=javascript:x"]);
    assert_eq!(sink("<a href='https://x.example/'>"), ["a href=https://x.example/"]);
    assert_eq!(sink("<p id=x>"), ["p id=x"]);
    assert_eq!(sink("<!--x-->"), ["a comment"]);
}
