//! LAW-2 for amendment: every sequence of events up to the length of six, against a table that was written apart.

use std::collections::BTreeSet;

use backpack_requests::{AmendmentGround, Channel, DenialGround, EventKind, Fee, State};

use crate::model::{Known, explore};
use crate::sample::{amending, day, extension, received};

/// What may follow in which state, and the state after it. `=` stays; `told` also needs something accepted.
const TABLE: &[(&str, &str)] = &[
    ("draft", "sent:sent withdrawn:withdrawn"),
    ("sent", OPEN),
    ("received", OPEN),
    ("extended", OPEN),
    ("overdue", "closed:closed"),
    ("accepted", "told:= complaint:complaint-filed closed:closed"),
    (
        "accepted in part",
        "told:= accepted:accepted worded:= statement:statement-of-disagreement-sent inclusion:inclusion-asked-for \
         complaint:complaint-filed closed:closed",
    ),
    (
        "denied",
        "accepted:accepted worded:= statement:statement-of-disagreement-sent inclusion:inclusion-asked-for \
         complaint:complaint-filed closed:closed",
    ),
    (
        "statement of disagreement sent",
        "told:= accepted:accepted rebutted:rebutted appended:statement-appended complaint:complaint-filed closed:closed",
    ),
    (
        "rebutted",
        "told:= accepted:accepted appended:statement-appended complaint:complaint-filed closed:closed",
    ),
    ("statement appended", "told:= accepted:accepted complaint:complaint-filed closed:closed"),
    (
        "inclusion asked for",
        "told:= accepted:accepted worded:= statement:statement-of-disagreement-sent complaint:complaint-filed \
         closed:closed",
    ),
    ("complaint filed", "closed:closed"),
    ("closed", ""),
    ("withdrawn", ""),
];
/// What may follow while an answer is awaited.
const OPEN: &str = "received:received extension:extended accepted:accepted part:accepted-in-part denied:denied \
                    noticed:overdue complaint:complaint-filed withdrawn:withdrawn";
/// What may not follow a complaint, although it might have before.
const NOT_AFTER_COMPLAINT: &[&str] = &["complaint", "extension", "noticed", "withdrawn"];

/// What the model knows of a request.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Model {
    state: String,
    before: String,
    is_received: bool,
    is_extended: bool,
    is_accepted: bool,
}

fn kinds() -> Vec<(&'static str, EventKind)> {
    let ground = Some(AmendmentGround::AccurateAndComplete);
    vec![
        ("drafted", EventKind::Drafted),
        ("sent", EventKind::Sent { channel: Channel::Fax, proof: None }),
        ("received", received()),
        ("extension", extension(true, "r", Some(day(2100, 1, 1)))),
        ("accepted", EventKind::Accepted),
        ("part", EventKind::AcceptedInPart { findings: vec![1], ground }),
        ("denied", EventKind::AmendmentDenied { ground }),
        ("told", EventKind::OthersTold { names: vec!["Dr. Chen".into()] }),
        ("worded", EventKind::StatementWorded { text: "w".into() }),
        ("statement", EventKind::StatementSent),
        ("rebutted", EventKind::Rebutted),
        ("appended", EventKind::Appended),
        ("inclusion", EventKind::InclusionAsked),
        ("noticed", EventKind::OverdueNoticed),
        ("complaint", EventKind::ComplaintFiled { office: "OCR".into() }),
        ("closed", EventKind::Closed),
        ("withdrawn", EventKind::Withdrawn),
        ("note", EventKind::Noted { text: "n".into() }),
        // Of the other right: never.
        ("fee", EventKind::FeeQuoted(Fee::new(100, []))),
        ("fulfilled", EventKind::Fulfilled { parts: vec![] }),
        ("denial of access", EventKind::Denied { ground: DenialGround::Danger }),
        ("review", EventKind::ReviewRequested),
    ]
}

fn row(state: &str) -> String {
    let row = TABLE.iter().find(|(name, _)| *name == state).unwrap().1;
    // An overdue answer is awaited as any other.
    if state == "overdue" { format!("{row} {OPEN}") } else { row.to_owned() }
}

fn target(row: &str, event: &str) -> Option<String> {
    let to = row.split(' ').find_map(|word| word.strip_prefix(&format!("{event}:")))?;
    Some(to.replace('-', " "))
}

impl Known for Model {
    fn state(&self) -> &str {
        &self.state
    }

    /// Returns what it knows after an event; `None` if that cannot follow.
    fn after(&self, event: &str) -> Option<Self> {
        let mut next = self.clone();
        if event == "note" {
            return Some(next);
        }
        let complained = self.state == "complaint filed";
        let to = if complained && event != "closed" {
            if NOT_AFTER_COMPLAINT.contains(&event) {
                return None;
            }
            // A complaint ends no right; that something is known by now moves nothing.
            let to = target(&row(&self.before), event)?;
            if event == "received" { "=".to_owned() } else { to }
        } else {
            target(&row(&self.state), event)?
        };
        match event {
            "received" if self.is_received => return None,
            "received" => next.is_received = true,
            "told" if !self.is_accepted => return None,
            "accepted" | "part" => next.is_accepted = true,
            "complaint" => next.before.clone_from(&self.state),
            // By the guess it comes too late; a receipt that is learned later may make it come in time.
            "extension" => {
                next.is_extended |= !self.is_received;
                return Some(next);
            }
            _ => {}
        }
        // An overdue answer whose receipt is learned stays overdue.
        if event == "received" && self.state == "overdue" {
            return Some(next);
        }
        if event == "received" && self.is_extended && to == "received" {
            next.state = "extended".into();
        } else if to != "=" {
            next.state = to;
        }
        Some(next)
    }
}

#[test]
fn every_sequence_of_six_events_of_an_amendment_goes_as_the_table_says() {
    let model = Model {
        state: "draft".into(),
        before: String::new(),
        is_received: false,
        is_extended: false,
        is_accepted: false,
    };
    let mut seen = BTreeSet::new();
    let sequences = explore(&amending(), &model, kinds, 6, &mut seen);
    println!("{sequences} sequences, {} different steps", seen.len());
    assert!(sequences > 10_000);
    let states: BTreeSet<&str> = seen.iter().map(|(state, _)| state.as_str()).collect();
    let rows: BTreeSet<&str> = TABLE.iter().map(|(state, _)| *state).collect();
    assert_eq!(states, rows, "every state of the table is reached");
    assert!(rows.iter().all(|row| State::ALL.iter().any(|state| state.name() == *row)));
}
