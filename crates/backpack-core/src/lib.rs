#![doc = include_str!("../README.md")]

mod cancel;
mod clock;
mod error;
mod id;
mod secret;

pub use cancel::{Cancellation, Cancelled};
pub use clock::{Clock, Timestamp};
pub use error::{BoxError, Retry};
pub use id::{
    AccountId, AttemptId, BlobId, BlockId, CardId, ConnectionId, ContactId, EventId, FileId, InvitationId,
    ParseIdError, RecordId, RequestId, SpaceId, UploadId,
};
pub use secret::{SecretBytes, SecretText};

pub use async_trait::async_trait;
