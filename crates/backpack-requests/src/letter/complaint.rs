//! What the complaint form of the Office for Civil Rights asks for, filled in as far as the request knows it.

use jiff::civil::Date;

use super::parts::{about, day, days_of, signer};
use crate::{AmendmentGround, Block, Event, EventKind, LegalBasis, Request, Standing};

pub(super) fn form(request: &Request, standing: &Standing, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    let (name, role) = signer(facts);
    let mut blocks = vec![
        Block::Lines(vec![
            "U.S. Department of Health and Human Services".to_owned(),
            "Office for Civil Rights".to_owned(),
        ]),
        Block::Lines(vec![day(date)]),
        Block::Subject("Health information privacy complaint, 45 CFR 160.306".to_owned()),
        Block::Heading("Who complains".to_owned()),
        Block::Fields(complainant(request)),
        Block::Heading("About whose records".to_owned()),
        about(facts),
        Block::Heading("Against whom".to_owned()),
        Block::Fields(against(request)),
        Block::Heading("What happened".to_owned()),
        Block::Paragraph(summary(request, standing)),
        Block::Points(request.events().iter().filter_map(line).collect()),
    ];
    if let Some(by) = standing.complaint_by {
        blocks.push(Block::Paragraph(format!(
            "I have known of this since {}. The {} days within which a complaint must be filed end on {}.",
            day(crate::due::earlier(by, request.numbers.complaint_days)),
            request.numbers.complaint_days,
            day(by)
        )));
    }
    blocks.push(Block::Signature { name: name.to_owned(), role });
    blocks
}

fn complainant(request: &Request) -> Vec<(String, String)> {
    let patient = &request.facts.patient;
    let mut fields = vec![("Name".to_owned(), signer(&request.facts).0.to_owned())];
    if !patient.address.is_empty() {
        fields.push(("Address".to_owned(), patient.address.join(", ")));
    }
    fields.extend(patient.telephone.iter().map(|number| ("Telephone".to_owned(), number.clone())));
    fields.extend(patient.email.iter().map(|address| ("E-mail".to_owned(), address.clone())));
    fields
}

fn against(request: &Request) -> Vec<(String, String)> {
    let holder = &request.facts.holder;
    let mut fields = vec![("Name".to_owned(), holder.name.clone())];
    if !holder.address.is_empty() {
        fields.push(("Address".to_owned(), holder.address.join(", ")));
    }
    fields.extend(holder.fax.iter().map(|number| ("Fax".to_owned(), number.clone())));
    fields.extend(holder.email.iter().map(|address| ("E-mail".to_owned(), address.clone())));
    fields
}

fn summary(request: &Request, standing: &Standing) -> String {
    let basis = request.facts.basis();
    let asked = match basis {
        LegalBasis::Access => "access to",
        LegalBasis::Amendment => "amendment of",
    };
    let mut text = format!("I asked for {asked} health records under {}.", basis.cite());
    let course = request.course();
    if let Some(decision) = course.decision.as_ref().filter(|decision| !decision.denied.is_empty()) {
        let part = if decision.accepted.is_empty() { "" } else { " in part" };
        let ground = decision.ground.map_or_else(
            || "without a ground that the rule knows".to_owned(),
            |ground| format!("on this ground: {}", ground.name()),
        );
        text += &format!(" Amendment was denied{part} {ground}.");
    }
    if let Some((_, ground)) = course.denied {
        text += &format!(" Access was denied on this ground: {}.", ground.name());
    }
    if let Some(due) = standing.due.filter(|_| standing.is_overdue) {
        text += &format!(
            " The time for an answer ended on {}, and on the date of this complaint it is {} overdue.",
            day(due.date),
            days_of(standing.overdue_days)
        );
    }
    if let Some((due, days)) = course.late_answer() {
        text += &format!(" The time for an answer ended on {}; it came {} later.", day(due), days_of(days));
    }
    if !standing.missing.is_empty() {
        text += &format!(" Still missing: {}.", standing.missing.join("; "));
    }
    text + " This is the course of it:"
}

/// Notes are the person's own and stay out of it.
fn line(event: &Event) -> Option<String> {
    let what = match &event.kind {
        EventKind::Drafted
        | EventKind::Noted { .. }
        | EventKind::StatementWorded { .. }
        | EventKind::Closed
        | EventKind::Withdrawn => {
            return None;
        }
        EventKind::Sent { channel, proof } => {
            let proof = proof.as_ref().filter(|proof| !proof.words.is_empty());
            let proof = proof.map(|proof| format!(" ({})", proof.words)).unwrap_or_default();
            format!("request sent by {}{proof}", channel.name())
        }
        EventKind::Received { evidence } => format!("request received by the holder: {evidence}"),
        EventKind::ExtensionNotified { .. } => "the holder said that it needs longer".to_owned(),
        EventKind::FeeQuoted(fee) => format!("the holder asked for {}", fee.dollars()),
        EventKind::FeeChallenged => "I objected to the fee".to_owned(),
        EventKind::Fulfilled { .. } => "the holder answered".to_owned(),
        EventKind::PartiallyFulfilled { .. } => "the holder answered in part".to_owned(),
        EventKind::Denied { ground } => format!("access denied: {}", ground.name()),
        EventKind::ReviewRequested => "I asked for a review of the denial".to_owned(),
        EventKind::Upheld => "the review upheld the denial".to_owned(),
        EventKind::Overturned => "the review gave access".to_owned(),
        EventKind::OverdueNoticed => "I noted that the answer is overdue".to_owned(),
        EventKind::FeePaid => "the fee was paid".to_owned(),
        EventKind::FeeWaived => "the fee was waived".to_owned(),
        EventKind::ComplaintFiled { office } => format!("a complaint was filed: {office}"),
        EventKind::Accepted => "the holder accepted the amendment".to_owned(),
        EventKind::AcceptedInPart { ground, .. } => {
            format!("the holder accepted a part of the amendment and denied the rest{}", on(*ground))
        }
        EventKind::AmendmentDenied { ground } => format!("amendment denied{}", on(*ground)),
        EventKind::OthersTold { names } => format!("the holder told of the amendment: {}", names.join(", ")),
        EventKind::StatementSent => "I submitted a statement of disagreement".to_owned(),
        EventKind::Rebutted => "the holder wrote a rebuttal".to_owned(),
        EventKind::Appended => "the holder appended my statement".to_owned(),
        EventKind::InclusionAsked => {
            "I asked that the request and the denial go with later disclosures".to_owned()
        }
    };
    Some(format!("{}: {what}", day(event.date)))
}

fn on(ground: Option<AmendmentGround>) -> String {
    ground.map(|ground| format!(": {}", ground.name())).unwrap_or_default()
}
