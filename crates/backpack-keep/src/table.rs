//! The tables of a Backpack. Numbers are part of the format: never changed, never reused.

use backpack_store::Table;

/// The head: sequence and hash of the last commit group. One value, its id empty.
pub(crate) const HEAD: Table = Table(1);
/// The catalog's log, by the sequence of the last commit group a segment holds.
pub(crate) const SEGMENT: Table = Table(2);
/// Blocks, by their random ids.
pub(crate) const BLOCK: Table = Table(3);
/// One row for each commit group, by sequence.
pub(crate) const JOURNAL: Table = Table(4);
/// The person the Backpack is about.
pub(crate) const PERSON: Table = Table(5);
/// Connections.
pub(crate) const CONNECTION: Table = Table(6);
/// Grants.
pub(crate) const GRANT: Table = Table(7);
/// Sign-in attempts that wait for the person.
pub(crate) const ATTEMPT: Table = Table(8);
/// Queries: cursor and ledger.
pub(crate) const QUERY: Table = Table(9);
/// Files.
pub(crate) const FILE: Table = Table(10);
/// From the content address of a file to the file.
pub(crate) const ADDRESS: Table = Table(11);
/// References whose targets were asked for.
pub(crate) const TRIED: Table = Table(12);
/// The queue of attachments.
pub(crate) const ATTACHMENT: Table = Table(13);
/// Names of leases; nothing is stored in it.
pub(crate) const LEASE: Table = Table(14);
/// The records that a query is known to return.
pub(crate) const MEMBERS: Table = Table(15);
/// What the next sync of a connection must see to.
pub(crate) const UPKEEP: Table = Table(16);

/// How long grants last.
pub(crate) const ACCESS: Table = Table(17);
/// When connections were synced last, and how that went.
pub(crate) const PACE: Table = Table(18);

/// Who did what, by number.
pub(crate) const ACTIVITY: Table = Table(19);
/// What was found to be lost, by the ids of blocks and files.
pub(crate) const LOST: Table = Table(20);

/// Blobs that nothing names, in a store that several processes have open. Number 21 is a table of the account's own space.
pub(crate) const UNNAMED: Table = Table(22);
/// Who has access, and in which role.
pub(crate) const MEMBER: Table = Table(23);
/// Invitations.
pub(crate) const INVITATION: Table = Table(24);
/// The Backpack's keys, each sealed to the public key of an account that has access.
pub(crate) const ENVELOPE: Table = Table(25);
/// Consents, and when they were given and taken back.
pub(crate) const CONSENT: Table = Table(26);
/// Contacts.
pub(crate) const CONTACT: Table = Table(27);
/// What was read out of files.
pub(crate) const FACTS: Table = Table(28);
/// The pieces of the search index.
pub(crate) const INDEX: Table = Table(29);
/// Requests for records.
pub(crate) const REQUEST: Table = Table(30);
/// Uploads that have not ended.
pub(crate) const UPLOAD: Table = Table(31);
/// Which Backpack an account was switched to last, in its own space.
pub(crate) const CURRENT: Table = Table(32);
/// Share cards.
pub(crate) const CARD: Table = Table(33);
/// Links to share cards.
pub(crate) const CARD_LINK: Table = Table(34);

/// Every table of a Backpack, for [`copy`](backpack_store) between stores.
pub const TABLES: &[Table] = &[
    HEAD, SEGMENT, BLOCK, JOURNAL, PERSON, CONNECTION, GRANT, ATTEMPT, QUERY, FILE, ADDRESS, TRIED,
    ATTACHMENT, MEMBERS, UPKEEP, ACCESS, PACE, ACTIVITY, LOST, UNNAMED, MEMBER, INVITATION, ENVELOPE,
    CONSENT, CONTACT, FACTS, INDEX, REQUEST, UPLOAD, CURRENT, CARD, CARD_LINK,
];
