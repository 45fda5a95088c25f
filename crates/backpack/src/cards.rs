//! Share cards: what somebody is shown, as a snapshot or under a link that shows what is there now.

mod contents;
mod lay;
mod link;
mod page;
mod sections;
#[cfg(feature = "paper")]
mod sheet;

#[cfg(feature = "paper")]
pub use backpack_paper::{Pdf, QrCode};
pub use backpack_record::{Card, CardItem, CardSort, ProfileFact};
pub use backpack_requests::Zone;
pub use contents::{CardContact, CardContents, CardFact, CardFile, CardGap, CardRecord, CardSection};
pub use link::{CardLink, CardLinkState, LinkOptions, NewCardLink};
pub use page::{CardPage, CardPart, PageOptions};
#[cfg(feature = "paper")]
pub use sheet::{LinkSheet, SheetOptions};

pub(crate) use contents::{contents, shown as card_record};
pub(crate) use lay::{plain, record_line};
pub(crate) use link::{code, is_same, token};
pub(crate) use sections::{Looked, is_left_out};

use backpack_core::CardId;

/// The emergency card of every Backpack. It is there before anybody changed it.
pub const EMERGENCY: CardId = CardId::from_bytes(*b"card/emergency//");
/// The card of the whole health history of every Backpack. It is there before anybody changed it.
pub const HEALTH_HISTORY: CardId = CardId::from_bytes(*b"card/history////");
