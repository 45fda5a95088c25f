//! The pages that a person sees: the log-in page and the refusal.

use axum::response::{Html, IntoResponse as _, Response};
use http::{StatusCode, header};

use super::ask::Asked;
use super::form::Form;
use crate::portal::fhir::chart::PortalRecords;

/// Returns the log-in page: who signs in, what the app asks for, and two buttons.
pub(crate) fn page(records: &PortalRecords, asked: Asked<'_>, form: &Form<'_>) -> Response {
    let people: String = records
        .charts()
        .iter()
        .map(|chart| {
            format!("<option value=\"{}\">{}</option>", escaped(&chart.patient), escaped(&chart.name))
        })
        .collect();
    let scopes: String =
        asked.scope.split_ascii_whitespace().map(|scope| format!("<li>{}</li>", escaped(scope))).collect();
    let hidden: String = form
        .pairs()
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value))
        })
        .collect();
    let content = format!(
        "<h1>Sign in</h1><p>The app <b>{}</b> asks to read your health record.</p>\
         <form method=\"post\" action=\"/authorize\">{hidden}\
         <label for=\"person\">You are</label><select id=\"person\" name=\"person\">{people}</select>\
         <details><summary>What it may read</summary><ul>{scopes}</ul></details>\
         <p><button name=\"answer\" value=\"allow\">Allow</button> \
         <button class=\"quiet\" name=\"answer\" value=\"deny\">Deny</button></p></form>\
         <p class=\"small\">A demo portal: everybody here is invented, and there are no passwords.</p>",
        escaped(asked.client)
    );
    answer(StatusCode::OK, &content)
}

/// Returns a page that says why the browser is not sent back.
pub(crate) fn refusal(why: &str) -> Response {
    answer(StatusCode::BAD_REQUEST, &format!("<h1>Sign-in is not possible</h1><p>{}.</p>", escaped(why)))
}

fn answer(status: StatusCode, content: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Demo portal</title><style>{STYLE}</style>\
         </head><body><main>{content}</main></body></html>"
    );
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (status, headers, Html(page)).into_response()
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;background:#eef2f3;color:#1d2b30;margin:0}\
    main{max-width:26rem;margin:4rem auto;padding:2rem;background:#fff;border-radius:.75rem}\
    h1{font-size:1.4rem;margin-top:0}select,button{font:inherit;padding:.5rem .75rem;border-radius:.4rem;\
    border:1px solid #9fb3b9}select{display:block;width:100%;margin:.25rem 0 1rem}\
    button{background:#17616e;color:#fff;border-color:#17616e}.quiet{background:#fff;color:#17616e}\
    .small{font-size:.85rem;color:#56696f}";
