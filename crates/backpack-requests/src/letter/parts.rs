//! What letters share: who writes to whom, when, about whom; and how a day is written.

use jiff::civil::Date;

use crate::due::later;
use crate::{Block, Delivery, Facts, Period, Request, Requester};

/// Returns a day as letters write it, such as `March 7, 2026`.
pub(super) fn day(date: Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

/// Returns a count of days in words.
pub(super) fn days_of(count: u32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// Returns who signs, and as what.
pub(super) fn signer(facts: &Facts) -> (&str, Option<String>) {
    match &facts.requester {
        Requester::Patient => (&facts.patient.name, None),
        Requester::Representative { name, relation, .. } => {
            (name, Some(format!("Personal representative of {} ({relation})", facts.patient.name)))
        }
    }
}

/// Returns sender, date and address, as every letter to the holder begins.
pub(super) fn head(request: &Request, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    vec![
        Block::Lines(sender(facts)),
        Block::Lines(vec![day(date)]),
        Block::Lines(recipient(facts)),
        Block::Lines(ways(facts)),
    ]
    .into_iter()
    .filter(|block| !matches!(block, Block::Lines(lines) if lines.is_empty()))
    .collect()
}

fn sender(facts: &Facts) -> Vec<String> {
    let patient = &facts.patient;
    let mut lines = vec![signer(facts).0.to_owned()];
    lines.extend(patient.address.iter().cloned());
    lines.extend(patient.telephone.iter().map(|number| format!("Telephone: {number}")));
    lines.extend(patient.email.iter().map(|address| format!("E-mail: {address}")));
    lines
}

fn recipient(facts: &Facts) -> Vec<String> {
    let holder = &facts.holder;
    let officer = holder.privacy_officer.as_ref();
    let officer =
        officer.map_or_else(|| "Privacy Officer".to_owned(), |name| format!("{name}, Privacy Officer"));
    let mut lines =
        vec![holder.name.clone(), format!("Attention: {officer} / Health Information Management")];
    lines.extend(holder.address.iter().cloned());
    lines
}

fn ways(facts: &Facts) -> Vec<String> {
    let holder = &facts.holder;
    let mut lines = Vec::new();
    lines.extend(holder.fax.iter().map(|number| format!("By fax: {number}")));
    lines.extend(holder.email.iter().map(|address| format!("By e-mail: {address}")));
    lines.extend(holder.portal.iter().map(|address| format!("By portal: {address}")));
    lines
}

/// Returns who it is about, so that the holder finds the records.
pub(super) fn about(facts: &Facts) -> Block {
    let patient = &facts.patient;
    let born = patient.birth_date.parse::<Date>().map_or_else(|_| patient.birth_date.clone(), day);
    let mut fields = vec![("Patient".to_owned(), patient.name.clone()), ("Date of birth".to_owned(), born)];
    fields.extend(patient.identifiers.iter().map(|id| (id.label.clone(), id.value.clone())));
    Block::Fields(fields)
}

/// Returns what is asked for, in a clause.
pub(super) fn period(period: Option<Period>) -> String {
    match period.map(|period| (period.from, period.to)) {
        Some((Some(from), Some(to))) => format!("from {} through {}", day(from), day(to)),
        Some((Some(from), None)) => format!("from {} to the present", day(from)),
        Some((None, Some(to))) => format!("from the first record through {}", day(to)),
        _ => "from the first record to the present".to_owned(),
    }
}

/// Returns the words for where the copy should go.
pub(super) fn delivery(facts: &Facts) -> String {
    match &facts.delivery {
        Delivery::Email { address, .. } => format!(
            "Please send the copy by e-mail to {address}. I have been told that unencrypted e-mail can be read by others \
             on its way, I accept that risk, and I still ask for delivery in this way."
        ),
        Delivery::Portal => {
            "Please make the copy available in my account in your patient portal, and tell me once it \
                             is there."
                .to_owned()
        }
        Delivery::Post => {
            format!("Please send the copy by post to: {}.", facts.patient.address.join(", "))
        }
        Delivery::ThirdParty(third) => {
            let signed = third.signed.map(|date| format!(" I signed this direction on {}.", day(date)));
            format!(
                "I direct you to send the electronic copy to this person, whom I designate under 45 CFR \
                 164.524(c)(3)(ii): {}, {}.{}",
                third.name,
                third.address.join(", "),
                signed.unwrap_or_default()
            )
        }
    }
}

/// Returns how many days the holder has, and by which rule.
pub(super) fn term(request: &Request) -> (u32, String) {
    match &request.facts.shorter {
        Some(shorter) => (shorter.response_days, shorter.source.clone()),
        None => (request.numbers.response_days, format!("{}(b)(2)", request.facts.basis().cite())),
    }
}

/// Returns when the request was sent, in words.
pub(super) fn sent_on(request: &Request) -> String {
    request.course().sent.map_or_else(String::new, |(date, _)| format!(" of {}", day(date)))
}

/// Returns the last day of the term if the holder got the letter on `date`.
pub(super) fn term_from(request: &Request, date: Date) -> Date {
    later(date, term(request).0)
}

/// Returns the place for the signature, and what goes with the letter.
pub(super) fn end(facts: &Facts) -> Vec<Block> {
    let (name, role) = signer(facts);
    let mut blocks =
        vec![Block::Lines(vec!["Sincerely,".to_owned()]), Block::Signature { name: name.to_owned(), role }];
    if let Requester::Representative { proof, .. } = &facts.requester {
        blocks.push(Block::Lines(vec![format!("Enclosed: {proof}")]));
    }
    blocks
}

pub(super) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(text.into())
}
