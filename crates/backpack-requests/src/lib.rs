#![doc = include_str!("../README.md")]

mod amendment;
mod block;
mod course;
mod due;
mod event;
mod facts;
mod fee;
mod ground;
mod letter;
mod lookahead;
mod party;
mod refusal;
mod request;
mod rules;
mod scope;
mod standing;
mod state;
mod zone;

pub use amendment::{Amendment, Decision, Evidence, Finding, Recipient, Wanted};
pub use block::Block;
pub use due::{Basis, Due, Extension, Flaw};
pub use event::{Channel, Event, EventKind, Proof};
pub use facts::{Facts, Shorter};
pub use fee::{Fee, FeeItem, FeeState};
pub use ground::{AmendmentGround, DenialGround};
pub use letter::{Letter, LetterKind};
pub use lookahead::{Reminder, ReminderKind};
pub use party::{Holder, Identifier, Patient, Requester};
pub use refusal::{Missing, Refusal};
pub use request::{Jurisdiction, LegalBasis, MAX_EVENTS, MAX_TEXT_BYTES, Request};
pub use rules::{Numbers, RuleNumber, Rules};
pub use scope::{Category, Delivery, Form, Period, Scope, ThirdParty};
pub use standing::Standing;
pub use state::State;
pub use zone::{UnknownZone, Zone};

pub use jiff::civil::{Date, DateTime};
