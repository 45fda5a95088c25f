//! What a host may set about syncs.

use std::time::Duration;

/// What a host may set about syncs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncOptions {
    /// How many queries are asked at once: 1 or more. 5 by default.
    pub concurrency: usize,
    /// How often a failing call is made in all before its query is given up: 1 or more. 4 by default.
    pub attempts: u32,
    /// The longest wait a portal may ask for; one that asks for more is left for a later sync. 2 minutes by default.
    pub longest_wait: Duration,
    /// The time for one request. 30 s by default; a lower limit of the context holds.
    pub request_time: Duration,
    /// How long the lease of a connection holds without a sign of life: at least twice the time for one request, or a
    /// slow answer costs the sync. 90 s by default.
    pub lease: Duration,
    /// How long a sign-in may wait for the person. 10 minutes by default.
    pub sign_in_time: Duration,
    /// Whether items and patients are compared with the connection's patient and the Backpack's person. On by default.
    pub person_guard: PersonGuard,
    /// Whether attachments are fetched. They are by default.
    pub attachments: Attachments,
    /// Whether every query begins anew. By default it brings what is new where the portal can tell.
    pub extent: Extent,
    /// The most references that are read one by one in one sync; the next one goes on. 2,000 by default.
    pub references: usize,
}

impl SyncOptions {
    /// Sets whether items and patients are compared with the connection's patient and the Backpack's person.
    #[must_use]
    pub fn with_person_guard(mut self, guard: PersonGuard) -> Self {
        self.person_guard = guard;
        self
    }

    /// Sets whether attachments are fetched.
    #[must_use]
    pub fn with_attachments(mut self, attachments: Attachments) -> Self {
        self.attachments = attachments;
        self
    }

    /// Sets that every query begins anew, so that what the portal no longer returns is noticed also where it can tell what
    /// is new. A sync that is broken off is made up for by the next one, whatever its options.
    #[must_use]
    pub fn full(mut self) -> Self {
        self.extent = Extent::Full;
        self
    }

    /// Sets how many queries are asked at once: 1 or more.
    #[must_use]
    pub fn with_concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency;
        self
    }
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            concurrency: 5,
            attempts: 4,
            longest_wait: Duration::from_secs(120),
            request_time: Duration::from_secs(30),
            lease: Duration::from_secs(90),
            sign_in_time: Duration::from_secs(600),
            person_guard: PersonGuard::On,
            attachments: Attachments::Fetch,
            extent: Extent::New,
            references: 2_000,
        }
    }
}

/// Whether what concerns another person is kept out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_enums, reason = "a guard stands or does not")]
pub enum PersonGuard {
    /// What concerns another patient is refused, and a patient who is not the Backpack's person stops the sync.
    #[default]
    On,
    /// Everything is kept, whomever it concerns: for archives of mixed origin.
    Off,
}

/// Whether attachments are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_enums, reason = "they are fetched or left")]
pub enum Attachments {
    /// They are fetched after the records that name them.
    #[default]
    Fetch,
    /// They are left where they are.
    Leave,
}

/// How much is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_enums, reason = "what is new, or everything")]
pub enum Extent {
    /// What is new, where the portal can tell.
    #[default]
    New,
    /// Everything.
    Full,
}
