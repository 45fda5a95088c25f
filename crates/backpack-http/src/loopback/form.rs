//! The page that sends a form to a portal whose sign-in request is too long for an address.

use std::fmt::Write as _;

use url::Url;

/// A page with one form in it, which sends itself.
#[derive(Debug)]
pub(super) struct FormPage {
    /// Where it is shown, below this machine's address.
    pub(super) path: String,
    html: String,
    /// What lets this page's one line of script run, and no other.
    nonce: String,
}

impl FormPage {
    pub(super) fn new(path: String, nonce: String, action: &Url, fields: &[(String, String)]) -> Self {
        let mut inputs = String::new();
        for (name, value) in fields {
            let (name, value) = (escape(name), escape(value));
            // Writing to a String does not fail.
            _ = write!(inputs, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        }
        let action = escape(action.as_str());
        let html = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign-in</title>\
             <form method=\"post\" action=\"{action}\">{inputs}<button>Go on to the sign-in</button></form>\
             <script nonce=\"{nonce}\">document.forms[0].submit()</script></html>"
        );
        Self { path, html, nonce }
    }

    /// Returns the page with its head. Nothing may run in it but its own line, and nothing may be loaded.
    pub(super) fn answer(&self) -> String {
        let policy = format!("default-src 'none'; script-src 'nonce-{}'", self.nonce);
        super::listener::answer("200 OK", &policy, &self.html)
    }
}

/// Writes a text so that it stays a text inside an attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
