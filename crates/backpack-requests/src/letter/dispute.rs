//! What is written after the decision on an amendment: a statement of disagreement, that request and denial go with what is
//! disclosed later, and who should be told.

use jiff::civil::Date;

use super::amending::{findings, in_short, recipient};
use super::asking::contact;
use super::parts::{about, day, end, head, paragraph, sent_on};
use crate::{Amendment, Block, Decision, Request, Standing};

pub(super) fn statement(request: &Request, date: Date) -> Vec<Block> {
    let course = request.course();
    let mut blocks = head(request, date);
    blocks.push(Block::Subject("Statement of disagreement, 45 CFR 164.526(d)(2)".to_owned()));
    blocks.push(about(&request.facts));
    blocks.extend(course.decision.as_ref().map(|decision| denied(request, decision)));
    blocks.push(paragraph(
        "I disagree with the denial. This is my statement of disagreement, and its basis is what follows.",
    ));
    let places = course.decision.map(|decision| decision.denied).unwrap_or_default();
    blocks.extend(
        request.facts.amendment.iter().flat_map(|amendment| findings(amendment, Some(places.as_slice()))),
    );
    if let Some(words) = &course.statement {
        blocks.push(Block::Heading("Why I disagree".to_owned()));
        blocks.push(paragraph(words));
    }
    blocks.push(Block::Heading("What I ask you to do".to_owned()));
    blocks.push(paragraph(
        "Please append my request, your denial and this statement to the records in dispute, or link them to it (45 CFR \
         164.526(d)(4)), and include them, or an accurate summary of them, with every later disclosure of these records \
         (45 CFR 164.526(d)(5)(i)). If you write a rebuttal, please send me a copy of it (45 CFR 164.526(d)(3)). Please \
         confirm to me in writing that it is done.",
    ));
    close(request, blocks)
}

pub(super) fn inclusion(request: &Request, date: Date) -> Vec<Block> {
    let mut blocks = head(request, date);
    let subject = "Request and denial to go with future disclosures, 45 CFR 164.526(d)(5)(ii)";
    blocks.push(Block::Subject(subject.to_owned()));
    blocks.push(about(&request.facts));
    blocks.extend(request.course().decision.as_ref().map(|decision| denied(request, decision)));
    blocks.push(paragraph(
        "I do not submit a statement of disagreement now. I ask you to include my request for amendment and your denial, \
         or an accurate summary of them, with every future disclosure of the records that my request is about (45 CFR \
         164.526(d)(1)(iii) and (d)(5)(ii)). Please confirm to me in writing that you will.",
    ));
    close(request, blocks)
}

pub(super) fn notify(request: &Request, standing: &Standing, date: Date) -> Vec<Block> {
    let mut blocks = head(request, date);
    blocks.push(Block::Subject("Persons to be told of an amendment, 45 CFR 164.526(c)(3)".to_owned()));
    blocks.push(about(&request.facts));
    let amendment = request.facts.amendment.as_ref();
    if let Some(decision) = &standing.decision {
        let part = if decision.denied.is_empty() { "the amendment" } else { "a part of the amendment" };
        blocks.push(paragraph(format!(
            "On {} you accepted {part} that I asked for in my request{}:",
            day(decision.date),
            sent_on(request)
        )));
        blocks.extend(amendment.map(|amendment| accepted(amendment, &decision.accepted)));
    }
    blocks.push(paragraph("I have not heard that these persons were told of it:"));
    let named = amendment.iter().flat_map(|amendment| &amendment.notify);
    let untold = named.filter(|who| standing.untold.contains(&who.name));
    blocks.push(Block::Points(untold.map(recipient).collect()));
    blocks.push(paragraph(
        "I agree that you share the amendment with them. Please make reasonable efforts to tell them within a reasonable \
         time, as well as the persons, including your business associates, whom you know to have the information and who \
         may rely on it to my detriment, and confirm to me in writing whom you have told.",
    ));
    close(request, blocks)
}

/// Returns what was accepted, in a line for each.
fn accepted(amendment: &Amendment, places: &[u16]) -> Block {
    let all = amendment.places().zip(&amendment.findings).filter(|(place, _)| places.contains(place));
    Block::Points(all.map(|(_, finding)| in_short(finding)).collect())
}

fn denied(request: &Request, decision: &Decision) -> Block {
    let all = decision.accepted.is_empty();
    let what = if all { "the amendment" } else { "a part of the amendment" };
    let ground = decision.ground.map_or_else(
        || "without a ground that the rule knows".to_owned(),
        |ground| format!("on this ground: {} ({})", ground.name(), ground.cite()),
    );
    paragraph(format!(
        "On {} you denied {what} that I asked for in my request{}, {ground}.",
        day(decision.date),
        sent_on(request)
    ))
}

fn close(request: &Request, mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.push(paragraph(contact(request)));
    blocks.extend(end(&request.facts));
    blocks
}
