//! Sharing access: cards, invitations, members, hand-over.

pub use backpack_keep::{
    AccountCard, Ended, Former, InvitationCode, InvitationLink, InvitationRow, InvitationState, MAX_MEMBERS,
    Member,
};

pub use crate::account::sharing::{
    AccountDeleted, HandOver, InvitationPage, Invited, MAX_LIFETIME, MAX_WRONG_CODES, NewInvitation, Tended,
};
pub use crate::backpack::Invitation;
