//! What one item that could be read does to its record.

use backpack_core::RecordId;

use super::{Decision, Incoming, PageCounts};
use crate::catalog::Catalog;
use crate::catalog::change::{FullUrl, Logged, RecordPut, Recurrence};
use crate::commit::{Draft, Drafted};
use crate::overlay::corrections::{Effect, draft_shown};
use crate::{ChangeKind, Error};

/// The longest full URL that the catalog knows; the block always has it.
const MAX_FULL_URL: usize = 2048;

/// Decides on an item as the catalog stands now, logs what that changes, and counts it.
pub(super) fn draft_record(
    id: RecordId,
    incoming: &Incoming,
    at: Option<(u16, u32)>,
    catalog: &Catalog,
    draft: &mut Draft<'_>,
    counts: &mut PageCounts,
) -> Result<Drafted, Error> {
    let decision = draft.seen.decide(catalog, id, &incoming.digest);
    match decision {
        Decision::New | Decision::Changed => {
            let Some((block, slot)) = at else { return Ok(Drafted::Stale) };
            let digest = incoming.digest;
            let full_url = full_url_of(incoming);
            let header = incoming.header.as_slice();
            draft.log.push(&Logged::Record(RecordPut { id, digest, block, slot, full_url, header }))?;
        }
        Decision::Unchanged => {}
        Decision::Returned => draft.log.push(&Logged::Returned(id))?,
        Decision::Recurred(version) => {
            let header = incoming.header.as_slice();
            draft.log.push(&Logged::Recurred(Recurrence { id, version, header }))?;
        }
    }
    if matches!(decision, Decision::Changed | Decision::Recurred(_)) {
        keep_corrected(id, incoming, catalog, draft)?;
    }
    match decision {
        Decision::New => {
            counts.new += 1;
            counts.new_ids.push(id);
        }
        Decision::Changed => {
            counts.changed += 1;
            counts.changed_ids.push(id);
        }
        Decision::Unchanged => counts.unchanged += 1,
        Decision::Returned | Decision::Recurred(_) => {
            counts.unchanged += 1;
            counts.changed_ids.push(id);
        }
    }
    Ok(Drafted::Ready)
}

/// What the person corrected stays corrected in the version that came; where the two differ now, listeners are told.
fn keep_corrected(
    id: RecordId,
    incoming: &Incoming,
    catalog: &Catalog,
    draft: &mut Draft<'_>,
) -> Result<(), Error> {
    let Some(known) = catalog.record(id).filter(|known| !known.overlay().corrections.is_empty()) else {
        return Ok(());
    };
    let effect = Effect::of(known.overlay(), &incoming.put.body);
    draft_shown(id, &effect, draft)?;
    if effect.conflicts as usize > known.conflicts() {
        draft.changes.push(ChangeKind::Conflicts(vec![id]));
    }
    Ok(())
}

pub(crate) fn full_url_of(incoming: &Incoming) -> FullUrl<'_> {
    let url = incoming.put.full_url.as_deref().filter(|url| url.len() <= MAX_FULL_URL);
    let header = incoming.header();
    FullUrl::shorten(url, &header.resource_type, header.id.as_deref())
}
