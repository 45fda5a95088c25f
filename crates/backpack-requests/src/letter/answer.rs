//! What is written back to a holder: about an extension, a denial, a fee.

use jiff::civil::Date;

use super::asking::contact;
use super::parts::{about, day, end, head, paragraph, sent_on};
use crate::fee::dollars;
use crate::{Block, Delivery, Extension, Fee, FeeItem, Flaw, Request, Standing};

pub(super) fn extension(request: &Request, standing: &Standing, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    let mut blocks = head(request, date);
    blocks.push(Block::Subject(format!("Your notice of an extension, {}(b)(2)(ii)", facts.basis().cite())));
    blocks.push(about(facts));
    let valid = standing.extensions.iter().find(|extension| extension.is_valid());
    match (valid.or(standing.extensions.last()), standing.due) {
        (Some(extension), Some(due)) if extension.is_valid() => {
            blocks.push(paragraph(format!(
                "I have your notice of {} that you need longer for my request{}, because: {}",
                day(extension.notified),
                sent_on(request),
                extension.reason
            )));
            let beyond = extension.new_date.is_some_and(|new_date| new_date > due.date);
            let cut = if beyond { " The day that you named is later than the rule allows." } else { "" };
            blocks.push(paragraph(format!(
                "I take note that you will act by {}.{cut} No further extension is possible for this request.",
                day(due.date)
            )));
        }
        (Some(extension), Some(due)) => blocks.extend(objection(request, extension, due.date)),
        _ => {}
    }
    blocks.push(paragraph(contact(request)));
    blocks.extend(end(facts));
    blocks
}

fn objection(request: &Request, extension: &Extension, due: Date) -> Vec<Block> {
    let flaws = extension.flaws.iter().copied().map(Flaw::name).map(str::to_owned).collect();
    vec![
        paragraph(format!(
            "You told me on {} that you need longer for my request{}. That does not extend the time, for this reason:",
            day(extension.notified),
            sent_on(request)
        )),
        Block::Points(flaws),
        paragraph(format!("{} The last day remains {}.", allowed(request), day(due)).trim_start()),
    ]
}

/// Returns what the rule says of extensions; nothing if a rule that gives less time knows none.
fn allowed(request: &Request) -> &'static str {
    match &request.facts.shorter {
        Some(shorter) if shorter.extension_days == 0 => "",
        _ => {
            "The rule allows one extension, by a written statement within the first term of the reason for the delay and \
             the day by which you will complete your action."
        }
    }
}

pub(super) fn review(request: &Request, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    let mut blocks = head(request, date);
    blocks.push(Block::Subject("Request for review of a denial of access, 45 CFR 164.524(a)(4)".to_owned()));
    blocks.push(about(facts));
    if let Some((denied, ground)) = request.course().denied {
        blocks.push(paragraph(format!(
            "On {} you denied me access to what I asked for in my request{}, on this ground: {} ({}).",
            day(denied),
            sent_on(request),
            ground.name(),
            ground.cite()
        )));
    }
    blocks.push(paragraph(
        "I ask that this denial be reviewed by a licensed health care professional whom you have designated for reviews \
         and who took no part in the decision. Please refer my request to that person promptly, send me the decision in \
         writing, and act on it.",
    ));
    blocks.push(paragraph(
        "The denial does not cover the rest of the records: please send me everything to which the ground does not \
         apply, if you have not done so (45 CFR 164.524(d)(1)).",
    ));
    blocks.push(paragraph(contact(request)));
    blocks.extend(end(facts));
    blocks
}

pub(super) fn fee(request: &Request, standing: &Standing, date: Date) -> Vec<Block> {
    let facts = &request.facts;
    let mut blocks = head(request, date);
    blocks.push(Block::Subject("Fee for a copy of health records, 45 CFR 164.524(c)(4)".to_owned()));
    blocks.push(about(facts));
    if let Some(fee) = standing.fee.fee() {
        blocks.extend(objections(request, fee));
    }
    blocks.push(paragraph(
        "Please send me a corrected estimate that shows what each part is for. The fee is no reason to put off work on \
         my request: its time runs on from the day on which you received it.",
    ));
    blocks.push(paragraph(contact(request)));
    blocks.extend(end(facts));
    blocks
}

fn objections(request: &Request, fee: &Fee) -> Vec<Block> {
    let mut blocks = vec![paragraph(format!(
        "You ask for {} for the copy that I asked for{}. I object to this fee.",
        fee.dollars(),
        if request.course().sent.is_some() {
            format!(" in my request{}", sent_on(request))
        } else {
            String::new()
        }
    ))];
    if matches!(request.facts.delivery, Delivery::ThirdParty(_)) {
        blocks.push(paragraph(
            "The copy goes to a person whom I designated. I know that the limits for my own copy may not apply to it; I \
             ask you to say on what the amount rests.",
        ));
        return blocks;
    }
    let unlawful: Vec<String> = fee.unlawful().map(|item| item.name().to_owned()).collect();
    if fee.items.is_empty() {
        blocks.push(paragraph("You do not say what the amount is for."));
    } else if !unlawful.is_empty() {
        blocks.push(paragraph("These parts of it may not be charged for a copy of one's own records:"));
        blocks.push(Block::Points(unlawful));
    }
    let flat = request.numbers.flat_fee_cents;
    if fee.items.contains(&FeeItem::Flat) && fee.cents > flat {
        blocks.push(paragraph(format!(
            "The flat fee that may take the place of counting is at most {}; whoever charges more must count its cost.",
            dollars(flat)
        )));
    }
    blocks.push(paragraph(format!(
        "A fee must be reasonable and based on cost, and may include only labor for copying, supplies, postage, and a \
         summary that I agreed to. Instead of counting, you may take a flat fee of at most {} for an electronic copy of \
         records that you hold electronically.",
        dollars(flat)
    )));
    blocks
}
