//! Who has access: roles, members, invitations, and the keys sealed to each.

mod access;
mod card;
mod envelope;
mod invitation;
mod link;
mod member;
mod role;
mod text;

pub(crate) use access::{Access, Reach};
pub use card::AccountCard;
pub use envelope::Envelopes;
pub use invitation::{InvitationEvent, InvitationRow, InvitationState};
pub use link::{InvitationAnswer, InvitationCode, InvitationLink};
pub use member::{Ended, Former, MAX_MEMBERS, Member, SharingRow};
pub use role::{Operation, Role};
pub use text::is_one_line;
