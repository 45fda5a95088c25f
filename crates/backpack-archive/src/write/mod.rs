//! Writing an archive: a snapshot of a Backpack, part by part.

mod bodies;
mod folder;
pub(crate) mod lines;
mod pipe;
mod sealed;

use std::path::Path;
use std::sync::Arc;

use backpack_core::{SecretBytes, Timestamp};
use backpack_keep::{Keep, Quarantine, Snapshot};
use serde::Serialize;

use self::bodies::{item_of, put_raw};
use self::lines::{lines, push};
use self::pipe::Pipe;
use crate::about::{About, Counts, FORMAT, Manifest, Mark, Set, WHAT, random_id};
use crate::keys::KeysLine;
use crate::line::{
    AccessLine, ActivityLine, AttachmentLine, CardLine, ConnectionLine, ConsentLine, ContactLine, EventLine,
    FileLine, InvitationLine, MembersLine, PaceLine, PersonLine, QuarantineLine, QuarantinedBodyLine,
    QueryLine, RequestLine, StateLine, TriedLine, UpkeepLine,
};
use crate::text::{At, Digest, Octets, Shown};
use crate::{Error, Lock, layout};

/// The bytes of a part of states or of quarantine, at least, before the next one begins.
const PART_BYTES: usize = 4 << 20;
/// The acts of one part.
const ACTS_AT_ONCE: usize = 10_000;

/// What a backup holds, beside the Backpack.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct BackUpOptions {
    /// The backup before: this one then holds only what came after it.
    pub since: Option<Mark>,
    /// The Backpack's stable key, so that what is restored has the ids it had.
    pub stable_key: Option<SecretBytes>,
    /// The set it belongs to.
    pub set: Option<Set>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The point that it reached, from which the next backup may go on.
    pub mark: Mark,
    /// Whether it holds everything; also if only changes were asked for, and a connection's records were removed since.
    pub whole: bool,
    /// How much it holds.
    pub counts: Counts,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Writes a Backpack in open form into `folder`, which must be absent or empty: readable by anybody who can read the
/// folder.
///
/// It is written beside its name (`.part`) and renamed at the end. Dropping the future leaves nothing, or the whole; what
/// a killed process left is removed by the next call.
///
/// # Errors
///
/// [`Error::Exists`], [`Error::Full`], [`Error::Io`]; the Backpack's errors.
pub async fn export_to(keep: &Keep, folder: &Path, now: Timestamp) -> Result<Written, Error> {
    let snapshot = keep.snapshot().await?;
    let target = folder.to_owned();
    let pipe = Pipe::open(move || Ok(Box::new(folder::Folder::create(&target)?)));
    write(keep, snapshot, pipe, now, BackUpOptions::default()).await
}

/// Writes a backup into `file`, which must not exist: tar, compressed with zstd, sealed in the age format.
///
/// It shows the Backpack as it was between two commits, while writing goes on. It is written beside its name (`.part`),
/// made durable and renamed at the end: dropping the future leaves nothing, or the whole.
///
/// # Errors
///
/// [`Error::Exists`], [`Error::Full`], [`Error::Io`]; [`Error::IncompleteChain`] if the backup before is none of this
/// Backpack's; the Backpack's errors.
pub async fn back_up(
    keep: &Keep,
    file: &Path,
    lock: Arc<Lock>,
    now: Timestamp,
    options: BackUpOptions,
) -> Result<Written, Error> {
    let snapshot = match &options.since {
        None => keep.snapshot().await?,
        Some(mark) => match keep.snapshot_since(mark.sequence, mark.head.0).await {
            Err(backpack_keep::Error::Forked { .. } | backpack_keep::Error::RolledBack { .. }) => {
                return Err(Error::IncompleteChain("the backup before is of another history"));
            }
            snapshot => snapshot?,
        },
    };
    let target = file.to_owned();
    let pipe = Pipe::open(move || Ok(Box::new(sealed::Sealed::create(&target, &lock, now)?)));
    write(keep, snapshot, pipe, now, options).await
}

async fn write(
    keep: &Keep,
    snapshot: Snapshot,
    mut pipe: Pipe,
    now: Timestamp,
    options: BackUpOptions,
) -> Result<Written, Error> {
    let parent = options.since.filter(|_| snapshot.since.is_some());
    let about = About {
        what: WHAT.to_owned(),
        format: FORMAT,
        id: random_id(),
        made: At(now),
        space: Shown(keep.space()),
        sequence: snapshot.sequence,
        head: Digest(snapshot.head),
        parent,
        set: options.set,
    };
    let manifest = match contents(&snapshot, &mut pipe, &about, options.stable_key).await {
        Ok(manifest) => manifest,
        Err(error) => {
            pipe.give_up().await;
            return Err(error);
        }
    };
    let counts = manifest.counts;
    let finished = pipe.finish(manifest).await?;
    Ok(Written {
        mark: Mark {
            id: about.id,
            manifest: finished.manifest,
            sequence: snapshot.sequence,
            head: about.head,
        },
        whole: about.is_whole(),
        counts,
        bytes: finished.bytes,
    })
}

/// Writes everything but the manifest, and returns that: it only lacks the parts.
async fn contents(
    snapshot: &Snapshot,
    pipe: &mut Pipe,
    about: &About,
    stable_key: Option<SecretBytes>,
) -> Result<Manifest, Error> {
    let mut counts = Counts {
        records: snapshot.records.len() as u64,
        events: snapshot.records.iter().map(|record| record.events.len() as u64).sum(),
        quarantined: snapshot.quarantine.len() as u64,
        connections: snapshot.rows.connections.len() as u64,
        ..Counts::default()
    };
    pipe.part(layout::ABOUT, json(about)?).await?;
    if let Some(stable) = stable_key {
        pipe.part(layout::KEYS, json(&KeysLine::new(&stable))?).await?;
    }
    rows(snapshot, pipe).await?;
    bodies::write(snapshot, pipe, &mut counts).await?;
    states(snapshot, pipe).await?;
    quarantine(snapshot, pipe).await?;
    activity(snapshot, pipe).await?;
    for file in snapshot.rows.files.iter().filter(|file| snapshot.has_bytes_of(file)) {
        let path = format!("files/{}/{}", file.id, file.name);
        pipe.stream(path, file.size, snapshot.open_file(file).await?).await?;
        counts.files += 1;
    }
    Ok(Manifest {
        what: String::new(),
        format: FORMAT,
        id: about.id,
        counts,
        state: Digest(snapshot.state),
        parts: Vec::new(),
    })
}

/// All rows stand in every archive; they are small beside what they are about.
async fn rows(snapshot: &Snapshot, pipe: &mut Pipe) -> Result<(), Error> {
    let rows = &snapshot.rows;
    let person = PersonLine::new(&rows.person).ok_or_else(no_word)?;
    pipe.part(layout::PERSON, json(&person)?).await?;
    pipe.part(layout::CONNECTIONS, worded(&rows.connections, ConnectionLine::new)?).await?;
    pipe.part(layout::QUERIES, worded(&rows.queries, QueryLine::new)?).await?;
    pipe.part(layout::MEMBERS, lines(rows.members.iter().map(MembersLine::from))?).await?;
    pipe.part(layout::PACES, lines(rows.paces.iter().map(PaceLine::from))?).await?;
    pipe.part(layout::UPKEEP, lines(rows.upkeep.iter().map(UpkeepLine::from))?).await?;
    pipe.part(layout::TRIED, lines(rows.tried.iter().map(TriedLine::from))?).await?;
    // What was never shared is written as it ever was.
    if let Some(sharing) = &rows.sharing {
        let access = AccessLine::all(sharing).ok_or_else(no_word)?;
        pipe.part(layout::ACCESS, lines(access)?).await?;
    }
    if !rows.invitations.is_empty() {
        pipe.part(layout::INVITATIONS, worded(&rows.invitations, InvitationLine::new)?).await?;
    }
    pipe.part(layout::ATTACHMENTS, lines(rows.attachments.iter().map(AttachmentLine::from))?).await?;
    pipe.part(layout::FILES, worded(&rows.files, FileLine::new)?).await?;
    // What came later than the format has a part only where there is something to say.
    if !rows.consents.is_empty() {
        pipe.part(layout::CONSENTS, worded(&rows.consents, ConsentLine::new)?).await?;
    }
    if !rows.contacts.is_empty() {
        pipe.part(layout::CONTACTS, worded(&rows.contacts, ContactLine::new)?).await?;
    }
    if !rows.requests.is_empty() {
        pipe.part(layout::REQUESTS, worded(&rows.requests, RequestLine::new)?).await?;
    }
    if !rows.cards.is_empty() {
        pipe.part(layout::CARDS, worded(&rows.cards, CardLine::new)?).await?;
    }
    Ok(())
}

/// Of records that show their last version and to which nothing happened there is no more to say, unless the archive
/// holds changes: what it says nothing of is then as it was.
async fn states(snapshot: &Snapshot, pipe: &mut Pipe) -> Result<(), Error> {
    let (mut part, mut number) = (Vec::new(), 0);
    for record in &snapshot.records {
        let is_plain = record.current + 1 == record.versions
            && !record.is_gone
            && !record.is_vanished
            && record.events.is_empty();
        if is_plain && snapshot.since.is_none() {
            continue;
        }
        let events = record.events.iter().map(|event| EventLine::new(event).ok_or_else(no_word));
        let line = StateLine {
            record: Shown(record.id),
            current: record.current as u64,
            gone: record.is_gone,
            vanished: record.is_vanished,
            events: events.collect::<Result<_, _>>()?,
        };
        push(&mut part, &line)?;
        if part.len() >= PART_BYTES {
            number += 1;
            pipe.part(format!("states/{number:04}.ndjson"), std::mem::take(&mut part)).await?;
        }
    }
    if part.is_empty() {
        return Ok(());
    }
    pipe.part(format!("states/{:04}.ndjson", number + 1), part).await
}

async fn quarantine(snapshot: &Snapshot, pipe: &mut Pipe) -> Result<(), Error> {
    let (mut part, mut raw, mut number) = (Vec::new(), Vec::new(), 0);
    for item in &snapshot.quarantine {
        push(&mut part, &quarantined(snapshot, item, &mut raw).await?)?;
        if part.len() + raw.len() >= PART_BYTES {
            number += 1;
            flush(pipe, number, &mut part, &mut raw).await?;
        }
    }
    if part.is_empty() { Ok(()) } else { flush(pipe, number + 1, &mut part, &mut raw).await }
}

async fn flush(pipe: &mut Pipe, number: u32, part: &mut Vec<u8>, raw: &mut Vec<u8>) -> Result<(), Error> {
    pipe.part(format!("quarantine/{number:04}.ndjson"), std::mem::take(part)).await?;
    if !raw.is_empty() {
        pipe.part(format!("quarantine/{number:04}.raw"), std::mem::take(raw)).await?;
    }
    Ok(())
}

async fn quarantined(
    snapshot: &Snapshot,
    item: &Quarantine,
    raw: &mut Vec<u8>,
) -> Result<QuarantineLine, Error> {
    let body = snapshot.quarantined(item).await?.map(|original| QuarantinedBodyLine {
        raw: put_raw(raw, &original.body),
        query: original.query.clone(),
        envelope: original.page_envelope.clone().map(Octets),
        item: item_of(original),
    });
    Ok(QuarantineLine {
        item: Shown(item.id),
        connection: Shown(item.connection),
        received: At(item.received),
        reason: item.reason.clone(),
        doubted: item.doubted,
        length: item.length,
        kept: item.kept,
        body,
    })
}

async fn activity(snapshot: &Snapshot, pipe: &mut Pipe) -> Result<(), Error> {
    let (mut next, mut number) = (snapshot.acts.start, 0);
    while next < snapshot.acts.end {
        let acts = snapshot.acts_from(next, ACTS_AT_ONCE).await?;
        next += acts.len() as u64;
        number += 1;
        pipe.part(format!("activity/{number:04}.ndjson"), worded(&acts, ActivityLine::new)?).await?;
    }
    Ok(())
}

/// The contracts may grow words that this format has none for; the crates of one version agree.
fn no_word() -> Error {
    Error::Keep(backpack_keep::Error::Tampered("a word of a later version"))
}

/// Returns what is kept as lines, for which there must be words.
fn worded<K, L: Serialize>(kept: &[K], line: impl Fn(&K) -> Option<L>) -> Result<Vec<u8>, Error> {
    lines(kept.iter().map(|kept| line(kept).ok_or_else(no_word)).collect::<Result<Vec<_>, _>>()?)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    Ok(serde_json::to_vec_pretty(value).map_err(std::io::Error::from)?)
}
