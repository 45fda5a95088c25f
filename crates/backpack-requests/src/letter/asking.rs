//! The request, and the notice that its answer is overdue.

use jiff::civil::Date;

use super::parts::{about, day, days_of, delivery, end, head, paragraph, period, sent_on, term, term_from};
use crate::{Block, Form, LegalBasis, Request, Requester, Standing, State};

pub(super) fn request(request: &Request, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    let mut blocks = head(request, date);
    blocks.push(Block::Subject("Request for access to health records under 45 CFR 164.524".to_owned()));
    blocks.push(about(facts));
    blocks.push(paragraph(who(request)));
    blocks.push(Block::Heading("What I ask for".to_owned()));
    blocks.extend(what(request));
    blocks.push(Block::Heading("Form and format".to_owned()));
    blocks.push(paragraph(forms(&facts.forms)));
    blocks.push(Block::Heading("Where to send it".to_owned()));
    blocks.push(paragraph(delivery(facts)));
    blocks.push(Block::Heading("When".to_owned()));
    blocks.push(paragraph(when(request, date)));
    blocks.push(Block::Heading("Fees".to_owned()));
    blocks.push(paragraph(
        "If you intend to charge for the copy, please send me an estimate first, with what each part of it is for, and \
         wait for my answer. A fee for my own copy may cover only labor for copying, supplies, postage, and a summary \
         that I agreed to; it may not cover searching for or retrieving the records (45 CFR 164.524(c)(4)).",
    ));
    blocks.push(Block::Heading("If you cannot send all of it".to_owned()));
    blocks.push(paragraph(
        "If you deny any part of this request, please send me the rest, and a written denial in plain language that \
         gives its basis, any right I have to a review, and how I may complain to you and to the Secretary of Health \
         and Human Services (45 CFR 164.524(d)). If you do not hold what I ask for but know who does, please tell me \
         where to ask.",
    ));
    blocks.push(paragraph(contact(request)));
    blocks.extend(end(facts));
    blocks
}

pub(super) fn overdue(request: &Request, standing: &Standing, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    let mut blocks = head(request, date);
    let what = match facts.basis() {
        LegalBasis::Access => "request for access to health records",
        LegalBasis::Amendment => "request for amendment of health records",
    };
    blocks.push(Block::Subject(format!("Overdue: {what} under {}", facts.basis().cite())));
    blocks.push(about(facts));
    blocks.push(paragraph(late(request, standing)));
    if standing.state == State::PartiallyFulfilled {
        blocks.push(paragraph("I received a part of what I asked for. This is still missing:"));
        let missing = &standing.missing;
        let rest = || vec!["everything else that my request asked for".to_owned()];
        blocks.push(Block::Points(if missing.is_empty() { rest() } else { missing.clone() }));
    }
    let invalid = standing.extensions.iter().filter(|extension| !extension.is_valid());
    for extension in invalid {
        let flaws: Vec<&str> = extension.flaws.iter().map(|flaw| flaw.name()).collect();
        blocks.push(paragraph(format!(
            "Your notice of {} does not extend the time: {}.",
            day(extension.notified),
            flaws.join("; ")
        )));
    }
    blocks.push(paragraph(match facts.basis() {
        LegalBasis::Access => format!(
            "Please send me what is missing without further delay, in the form and format that I asked for. {}",
            delivery(facts)
        ),
        LegalBasis::Amendment => "Please act on my request without further delay: make the amendment and tell me so, or \
                                  send me a written denial in plain language with its basis (45 CFR 164.526(b)(2)(i))."
            .to_owned(),
    }));
    blocks.push(paragraph(
        "If you believe that there is a reason for the delay, please tell me in writing what it is and on which day you \
         will act. If I do not hear from you, I may file a complaint with the Office for Civil Rights of the U.S. \
         Department of Health and Human Services.",
    ));
    blocks.push(paragraph(contact(request)));
    blocks.extend(end(facts));
    blocks
}

fn who(request: &Request) -> String {
    match &request.facts.requester {
        Requester::Patient => {
            "I ask for a copy of my health records, and use my right of access under the HIPAA \
                               Privacy Rule, 45 CFR 164.524."
                .to_owned()
        }
        Requester::Representative { relation, proof, .. } => format!(
            "I am the personal representative of the patient named above ({relation}). I ask for a copy of the \
             patient's health records, and use the right of access under the HIPAA Privacy Rule, 45 CFR 164.524 and \
             164.502(g). Proof that I may act for the patient is enclosed: {proof}."
        ),
    }
}

fn what(request: &Request) -> Vec<Block> {
    let scope = &request.facts.scope;
    let period = period(scope.period);
    if scope.categories.is_empty() {
        return vec![paragraph(format!(
            "A complete copy of the designated record set (45 CFR 164.501), {period}: medical and billing records, and \
             everything else that is used to make decisions about the patient, in whatever system it is kept."
        ))];
    }
    let points = scope.categories.iter().map(|category| category.name().to_owned()).collect();
    vec![paragraph(format!("A copy of the following, {period}:")), Block::Points(points)]
}

fn forms(forms: &[Form]) -> String {
    let names: Vec<&str> = forms.iter().map(Form::name).collect();
    let wanted = match names.as_slice() {
        [] => String::new(),
        [one] => format!("I ask for the copy as {one}."),
        [first, rest @ ..] => {
            format!("I ask for the copy as {first}; if you cannot, as {}.", rest.join(", or as "))
        }
    };
    format!(
        "{wanted} What you hold electronically I ask for electronically. If you cannot readily produce it so, please \
         tell me what you can produce, so that we can agree on a readable form (45 CFR 164.524(c)(2))."
    )
}

fn when(request: &Request, date: Date) -> String {
    let (days, source) = term(request);
    format!(
        "You have {days} calendar days from the day on which you receive this request ({source}). If you receive it on \
         the date of this letter, the last day is {}. Please confirm to me in writing the day on which you received \
         it.{}",
        day(term_from(request, date)),
        extension_words(request)
    )
}

/// Returns what a request says of an extension; nothing if a rule that gives less time knows none.
pub(super) fn extension_words(request: &Request) -> &'static str {
    match &request.facts.shorter {
        Some(shorter) if shorter.extension_days == 0 => "",
        _ => {
            " One extension is possible only if you tell me within that time, in writing, the reason and the day by which \
             you will act."
        }
    }
}

fn late(request: &Request, standing: &Standing) -> String {
    let (days, source) = term(request);
    let Some(due) = standing.due else { return String::new() };
    let counted = if due.is_estimate() {
        format!("counted from {}, by {}", day(due.from), due.basis.name())
    } else {
        format!("which you received on {}", day(due.from))
    };
    let is_access = request.facts.basis() == LegalBasis::Access;
    let extended = if due.is_extended { " with the extension of which you notified me" } else { "" };
    format!(
        "You have not {} my request for {}{}, {counted}. You had {days} calendar days ({source}). The \
         time{extended} ended on {}; it is now {} overdue.",
        if is_access { "fully answered" } else { "acted on" },
        if is_access { "access" } else { "amendment" },
        sent_on(request),
        day(due.date),
        days_of(standing.overdue_days)
    )
}

/// Returns how the sender can be reached.
pub(super) fn contact(request: &Request) -> String {
    let patient = &request.facts.patient;
    let mut ways = Vec::new();
    ways.extend(patient.telephone.iter().map(|number| format!("by telephone at {number}")));
    ways.extend(patient.email.iter().map(|address| format!("by e-mail at {address}")));
    if ways.is_empty() {
        ways.push("by post at the address above".to_owned());
    }
    format!("If anything is unclear, you can reach me {}.", ways.join(" or "))
}
