//! What the overlays of all records are asked: tags, links, contacts. Only records with an overlay are looked at.

use std::collections::{BTreeMap, HashSet};

use backpack_core::{ContactId, RecordId};
use backpack_record::{OverlayLink, fold_tag};

use super::Catalog;
use super::slot::Marks;

/// A tag, and how many records have it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TagCount {
    /// The tag, in the spelling that most of them have.
    pub tag: String,
    /// How many records have it, deleted entries left out.
    pub records: usize,
}

impl Catalog {
    /// Returns every tag with the number of records that have it, in the order of the letters, in whatever case.
    #[must_use]
    pub fn tags(&self) -> Vec<TagCount> {
        let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for (number, overlaid) in &self.overlays {
            if self.column(*number).is_some_and(|column| column.marks.has(Marks::DELETED)) {
                continue;
            }
            for tag in &overlaid.folded.tags {
                *spellings.entry(fold_tag(tag)).or_default().entry(tag).or_default() += 1;
            }
        }
        let counted = spellings.into_values().map(|spellings| {
            let records = spellings.values().sum();
            let most = spellings.into_iter().rev().max_by_key(|(_, count)| *count);
            TagCount { tag: most.map(|(tag, _)| tag.to_owned()).unwrap_or_default(), records }
        });
        counted.collect()
    }

    /// Returns the links that lead to a record, each with the record that it leads from, in the order in which they were
    /// made. The record itself need not be here any more.
    #[must_use]
    pub fn links_to(&self, record: RecordId) -> Vec<(RecordId, &OverlayLink)> {
        let all = self.overlays.iter().flat_map(|(number, overlaid)| {
            overlaid.folded.links.iter().filter(|link| link.to == record).map(move |link| (*number, link))
        });
        let mut links: Vec<_> =
            all.filter_map(|(number, link)| Some((self.slot(number)?.id, link))).collect();
        links.sort_unstable_by_key(|(_, link)| (link.at, link.event));
        links
    }

    /// Returns the records that are linked to a contact, in the order in which they were first kept.
    #[must_use]
    pub fn linked_to_contact(&self, contact: ContactId) -> Vec<RecordId> {
        let linked = self.overlays.iter().filter(|(_, overlaid)| overlaid.folded.contacts.contains(&contact));
        let mut numbers: Vec<u32> = linked.map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| Some(self.slot(number)?.id)).collect()
    }

    /// Returns the records that have any of these tags, ascending.
    pub(super) fn with_tags(&self, tags: &HashSet<String>) -> Vec<u32> {
        let has = |tag: &String| tags.contains(&fold_tag(tag));
        let tagged = self.overlays.iter().filter(|(_, overlaid)| overlaid.folded.tags.iter().any(has));
        let mut numbers: Vec<u32> = tagged.map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        numbers
    }
}
