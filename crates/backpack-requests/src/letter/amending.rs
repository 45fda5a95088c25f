//! The request for amendment: 45 CFR 164.526.

use jiff::civil::Date;

use super::asking::contact;
use super::parts::{about, day, end, head, paragraph, term, term_from};
use crate::{Amendment, Block, Finding, Recipient, Request, Requester, Wanted};

pub(super) fn request(request: &Request, amendment: &Amendment, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    let mut blocks = head(request, date);
    blocks.push(Block::Subject("Request for amendment of health records under 45 CFR 164.526".to_owned()));
    blocks.push(about(facts));
    blocks.push(paragraph(who(request, amendment)));
    blocks.extend(findings(amendment, None));
    if let Some(why) = &amendment.originator_gone {
        blocks.push(Block::Heading("If somebody else wrote it".to_owned()));
        blocks.push(paragraph(format!(
            "You may hold that you did not create a record. Whoever created it is no longer available to act on this \
             request, for this reason: {} That you did not create it is then no ground for a denial (45 CFR \
             164.526(a)(2)(i)).",
            sentence(why)
        )));
    }
    blocks.push(Block::Heading("What I ask you to do".to_owned()));
    blocks.push(paragraph(
        "Please identify the records that this affects, and append the correction to them or provide a link to it; tell \
         me that you have accepted the amendment; and tell the persons and organizations whom you know to have the \
         information and who may rely on it to my detriment (45 CFR 164.526(c)).",
    ));
    blocks.extend(told(&amendment.notify));
    blocks.push(Block::Heading("When".to_owned()));
    blocks.push(paragraph(when(request, date)));
    blocks.push(Block::Heading("If you deny any of it".to_owned()));
    blocks.push(paragraph(
        "Please amend the rest, and send me a written denial in plain language that gives its basis, how I may submit a \
         statement of disagreement, that I may instead ask you to include this request and the denial with any future \
         disclosures, and how I may complain to you and to the Secretary of Health and Human Services (45 CFR \
         164.526(d)(1)).",
    ));
    blocks.push(paragraph(contact(request)));
    blocks.extend(end(facts));
    blocks.extend(enclosed(amendment));
    blocks
}

fn who(request: &Request, amendment: &Amendment) -> String {
    let one = amendment.findings.len() == 1;
    let what = if one {
        "the record named below, which is wrong"
    } else {
        "the records named below, which are wrong"
    };
    match &request.facts.requester {
        Requester::Patient => format!(
            "I ask you to amend {what}. I use my right to amendment under the HIPAA Privacy Rule, 45 CFR 164.526."
        ),
        Requester::Representative { relation, proof, .. } => format!(
            "I am the personal representative of the patient named above ({relation}), and ask you to amend {what}. I use \
             the right to amendment under the HIPAA Privacy Rule, 45 CFR 164.526 and 164.502(g). Proof that I may act for \
             the patient is enclosed: {proof}."
        ),
    }
}

/// Returns the findings, each with its number; those of these places only, if places are given.
pub(super) fn findings(amendment: &Amendment, places: Option<&[u16]>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let all = amendment.places().zip(&amendment.findings);
    for (place, finding) in all.filter(|(place, _)| places.is_none_or(|places| places.contains(place))) {
        blocks.push(Block::Heading(format!("{}. {}", u32::from(place) + 1, finding.title)));
        blocks.push(Block::Fields(fields(finding)));
        blocks.push(paragraph(format!("Why it is wrong: {}", finding.wrong)));
        if !finding.evidence.is_empty() {
            blocks.push(paragraph("This shows it:"));
            blocks.push(Block::Points(finding.evidence.iter().map(|one| one.words.clone()).collect()));
        }
    }
    blocks
}

fn fields(finding: &Finding) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut field = |name: &str, value: Option<String>| {
        fields.extend(value.map(|value| (name.to_owned(), value)));
    };
    let date = finding.date.as_ref().map(|date| date.parse::<Date>().map_or_else(|_| date.clone(), day));
    field("Date of the record", date);
    field("Author", finding.author.clone());
    field("In your system", finding.identity.clone());
    field("Element", finding.element.clone());
    if finding.element.is_some() {
        field("It says", Some(finding.says.as_deref().map_or_else(|| "nothing".to_owned(), plain)));
    }
    match &finding.wanted {
        Some(Wanted::Value(value)) => field("It should say", Some(plain(value))),
        Some(Wanted::Nothing) => field("It should say", Some("nothing: please remove it".to_owned())),
        Some(Wanted::Words(words)) => field("What I ask for", Some(words.clone())),
        None => {}
    }
    fields
}

/// Returns a finding in a line: the record, and what it should say.
pub(super) fn in_short(finding: &Finding) -> String {
    let date = finding.date.as_ref().map(|date| date.parse::<Date>().map_or_else(|_| date.clone(), day));
    let of = date.map(|date| format!(" of {date}")).unwrap_or_default();
    let wanted = match &finding.wanted {
        Some(Wanted::Value(value)) => format!(": {}", plain(value)),
        Some(Wanted::Words(words)) => format!(": {words}"),
        Some(Wanted::Nothing) | None => String::new(),
    };
    let element = finding.element.as_ref().map(|element| format!(", {element}")).unwrap_or_default();
    format!("{}{of}{element}{wanted}", finding.title)
}

/// Returns a value of JSON as people write it: a text in quotation marks, so that its ends are seen, with nothing escaped
/// unless a sign in it could not be seen.
fn plain(json: &str) -> String {
    let text: Option<String> = serde_json::from_str(json).ok();
    let text = text.filter(|text| !text.chars().any(char::is_control));
    text.map_or_else(|| json.to_owned(), |text| format!("\u{201c}{text}\u{201d}"))
}

/// Returns words with a full stop behind them, unless they end a sentence already.
fn sentence(words: &str) -> String {
    let words = words.trim();
    let is_ended = words.ends_with(['.', '!', '?']);
    if is_ended { words.to_owned() } else { format!("{words}.") }
}

/// Returns whom to tell, if anybody was named.
fn told(notify: &[Recipient]) -> Vec<Block> {
    if notify.is_empty() {
        return Vec::new();
    }
    vec![
        paragraph("Please tell these persons of it as well; I agree that you share the amendment with them:"),
        Block::Points(notify.iter().map(recipient).collect()),
    ]
}

/// Returns somebody with their address, in a line.
pub(super) fn recipient(who: &Recipient) -> String {
    let lines = std::iter::once(who.name.as_str()).chain(who.address.iter().map(String::as_str));
    lines.collect::<Vec<_>>().join(", ")
}

fn when(request: &Request, date: Date) -> String {
    let (days, source) = term(request);
    format!(
        "You have {days} calendar days from the day on which you receive this request ({source}). If you receive it on \
         the date of this letter, the last day is {}. Please confirm to me in writing the day on which you received \
         it.{}",
        day(term_from(request, date)),
        super::asking::extension_words(request)
    )
}

fn enclosed(amendment: &Amendment) -> Option<Block> {
    let files = amendment.findings.iter().flat_map(|finding| &finding.evidence);
    let lines: Vec<String> = files
        .filter(|evidence| evidence.file.is_some())
        .map(|evidence| format!("Enclosed: {}", evidence.words))
        .collect();
    (!lines.is_empty()).then_some(Block::Lines(lines))
}
