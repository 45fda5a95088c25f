//! LAW-2: every sequence of events up to the length of six, against a table that was written apart.

use std::collections::BTreeSet;

use backpack_requests::{Channel, Date, DenialGround, Event, EventKind, Fee, Request, State};

use crate::sample::{day, drafted, extension, received};

/// What may follow in which state, and the state after it. `=` stays.
const TABLE: &[(&str, &str)] = &[
    ("draft", "sent:sent withdrawn:withdrawn"),
    ("sent", OPEN),
    ("received", OPEN),
    ("extended", OPEN),
    ("overdue", "received:overdue closed:closed "),
    (
        "partially fulfilled",
        "received:= extension:= fee fulfilled:fulfilled partial:partially-fulfilled denied-u:denied-unreviewable \
         denied-r:denied-reviewable noticed:= complaint:complaint-filed closed:closed withdrawn:withdrawn",
    ),
    ("fulfilled", "fee complaint:complaint-filed closed:closed"),
    ("denied, unreviewable", "complaint:complaint-filed closed:closed"),
    ("denied, reviewable", "review:review-requested complaint:complaint-filed closed:closed"),
    ("review requested", "upheld:upheld overturned:overturned complaint:complaint-filed closed:closed"),
    ("upheld", "complaint:complaint-filed closed:closed"),
    (
        "overturned",
        "fee fulfilled:fulfilled partial:partially-fulfilled complaint:complaint-filed closed:closed",
    ),
    ("complaint filed", "fee fulfilled:fulfilled partial:partially-fulfilled closed:closed"),
    ("closed", ""),
    ("withdrawn", ""),
];
/// What may follow a complaint besides, by the state before it.
const AFTER_COMPLAINT: &[(&str, &str)] = &[
    ("sent", OWED),
    ("received", OWED),
    ("extended", OWED),
    ("overdue", OWED),
    ("partially fulfilled", OWED),
    ("denied, reviewable", "review:review-requested"),
    ("review requested", "upheld:upheld overturned:overturned"),
];
const OWED: &str = "received:= denied-u:denied-unreviewable denied-r:denied-reviewable";
/// What may follow while an answer is awaited.
const OPEN: &str = "received:received extension:extended fee fulfilled:fulfilled partial:partially-fulfilled \
                    denied-u:denied-unreviewable denied-r:denied-reviewable noticed:overdue \
                    complaint:complaint-filed withdrawn:withdrawn";

/// What the model knows of a request.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Model {
    state: String,
    before: String,
    is_received: bool,
    is_extended: bool,
    fee: &'static str,
    /// The events come a hundred days apart: whatever is awaited is overdue by the next of them, once it was sent.
    is_late: bool,
}

fn kinds() -> Vec<(&'static str, EventKind)> {
    let parts = || vec!["labs".to_owned()];
    vec![
        ("drafted", EventKind::Drafted),
        ("sent", EventKind::Sent { channel: Channel::Fax, proof: None }),
        ("received", received()),
        ("extension", extension(true, "r", Some(day(2100, 1, 1)))),
        ("fee-quoted", EventKind::FeeQuoted(Fee::new(100, []))),
        ("fee-challenged", EventKind::FeeChallenged),
        ("fee-paid", EventKind::FeePaid),
        ("fee-waived", EventKind::FeeWaived),
        ("fulfilled", EventKind::Fulfilled { parts: parts() }),
        ("partial", EventKind::PartiallyFulfilled { parts: parts(), missing: parts() }),
        ("denied-u", EventKind::Denied { ground: DenialGround::PsychotherapyNotes }),
        ("denied-r", EventKind::Denied { ground: DenialGround::Danger }),
        ("review", EventKind::ReviewRequested),
        ("upheld", EventKind::Upheld),
        ("overturned", EventKind::Overturned),
        ("noticed", EventKind::OverdueNoticed),
        ("complaint", EventKind::ComplaintFiled { office: "OCR".into() }),
        ("closed", EventKind::Closed),
        ("withdrawn", EventKind::Withdrawn),
        ("note", EventKind::Noted { text: "n".into() }),
    ]
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
        let row = TABLE.iter().find(|(state, _)| *state == self.state)?.1;
        // An overdue answer is awaited as any other.
        let row = match self.state.as_str() {
            "overdue" => format!("{row}{OPEN}"),
            "complaint filed" => {
                let more = AFTER_COMPLAINT.iter().find(|(before, _)| *before == self.before);
                format!("{row} {}", more.map_or("", |(_, more)| more))
            }
            _ => row.to_owned(),
        };
        if let Some(fee) = event.strip_prefix("fee-") {
            let may = row.split(' ').any(|word| word == "fee");
            let stands = match fee {
                "quoted" => self.state != "fulfilled",
                "challenged" => self.fee == "quoted",
                _ => ["quoted", "challenged"].contains(&self.fee),
            };
            next.fee = ["quoted", "challenged", "paid", "waived"].into_iter().find(|word| *word == fee)?;
            return (may && stands).then_some(next);
        }
        let to = row.split(' ').find_map(|word| word.strip_prefix(&format!("{event}:")))?;
        let awaited = ["sent", "received", "extended", "overdue", "partially fulfilled"];
        if event == "noticed" && !(self.is_late && awaited.contains(&self.state.as_str())) {
            return None;
        }
        let is_open = ["sent", "received", "extended"].contains(&self.state.as_str());
        if event == "complaint" && is_open && !self.is_late {
            return None;
        }
        match event {
            "complaint" => next.before.clone_from(&self.state),
            "sent" => next.is_late = true,
            "received" if self.is_received => return None,
            "received" => next.is_received = true,
            // By the guess it comes too late; a receipt that is learned later may make it come in time.
            "extension" if !self.is_received => {
                next.is_extended = true;
                return Some(next);
            }
            // It comes a hundred days after the last: too late to extend anything.
            "extension" => return Some(next),
            _ => {}
        }
        if event == "received" && self.is_extended && to == "received" {
            next.state = "extended".into();
        } else if to != "=" {
            next.state = to.replace('-', " ").replace("denied ", "denied, ");
        }
        Some(next)
    }
}

pub(crate) fn date_of(step: usize) -> Date {
    let days = i64::try_from(step).unwrap() * 100;
    day(2026, 1, 2).checked_add(jiff::Span::new().days(days)).unwrap()
}

/// What a table says of a request.
pub(crate) trait Known: Sized {
    /// The name of the state.
    fn state(&self) -> &str;
    /// What is known after an event; `None` if that cannot follow.
    fn after(&self, event: &str) -> Option<Self>;
}

/// Follows every sequence of events that the model allows, and offers every event at each step. Returns how many there are.
///
/// The events come a hundred days apart: whatever is awaited is overdue by the next of them, once it was sent.
pub(crate) fn explore<M: Known>(
    request: &Request,
    model: &M,
    kinds: fn() -> Vec<(&'static str, EventKind)>,
    left: usize,
    seen: &mut BTreeSet<(String, &'static str)>,
) -> u64 {
    if left == 0 {
        return 1;
    }
    let step = 7 - left;
    let mut sequences = 0;
    for (name, kind) in kinds() {
        let mut next = request.clone();
        let outcome = next.record(Event::new(date_of(step), kind));
        let expected = model.after(name);
        assert_eq!(outcome.is_ok(), expected.is_some(), "{name} after {:?}: {outcome:?}", request.events());
        let Some(expected) = expected else {
            assert_eq!(&next, request, "what is refused changes nothing");
            assert!(!outcome.unwrap_err().to_string().is_empty());
            continue;
        };
        seen.insert((model.state().to_owned(), name));
        // On the day of the first event no answer is overdue but one that was noticed.
        assert_eq!(next.state(day(2026, 1, 2)).name(), expected.state(), "{:?}", next.events());
        sequences += explore(&next, &expected, kinds, left - 1, seen);
    }
    sequences
}

#[test]
fn every_sequence_of_six_events_goes_as_the_table_says() {
    let model = Model {
        state: "draft".into(),
        before: String::new(),
        is_received: false,
        is_extended: false,
        fee: "none",
        is_late: false,
    };
    let mut seen = BTreeSet::new();
    let sequences = explore(&drafted(), &model, kinds, 6, &mut seen);
    println!("{sequences} sequences, {} different steps", seen.len());
    assert!(sequences > 10_000);
    let states: BTreeSet<&str> = seen.iter().map(|(state, _)| state.as_str()).collect();
    let rows: BTreeSet<&str> = TABLE.iter().map(|(state, _)| *state).collect();
    assert_eq!(states, rows, "every state of the table is reached");
    assert!(rows.iter().all(|row| State::ALL.iter().any(|state| state.name() == *row)));
}
