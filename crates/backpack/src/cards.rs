//! Share cards: what somebody is shown, as a snapshot or under a link that shows what is there now.

mod contents;
mod link;
mod page;

pub use backpack_record::{Card, CardItem, CardSort, ProfileFact};
pub use contents::{CardContents, CardFact, CardRecord, CardSection};
pub use link::{CardLink, CardLinkState, LinkOptions, NewCardLink};
pub use page::{CardPage, CardPart};

pub(crate) use contents::{contents, is_left_out, shown as card_record};
pub(crate) use link::{code, is_same, token};
pub(crate) use page::{line as card_line, utc_day};

use backpack_core::CardId;

/// The emergency card of every Backpack. It is there before anybody changed it.
pub const EMERGENCY: CardId = CardId::from_bytes(*b"card/emergency//");
/// The card of the whole health history of every Backpack. It is there before anybody changed it.
pub const HEALTH_HISTORY: CardId = CardId::from_bytes(*b"card/history////");
