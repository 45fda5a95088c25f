//! Who looks after the person.

use backpack_core::RecordId;

use crate::seen::{Seen, SourceId, folded};

/// Somebody of a care team.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CareMember {
    /// The name as written.
    pub name: String,
    /// The care teams that name them.
    pub records: Vec<RecordId>,
    /// Where those come from, each once.
    pub sources: Vec<SourceId>,
}

/// Collects members, each once by name.
#[derive(Debug, Default)]
pub(super) struct Team(Vec<CareMember>);

impl Team {
    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        let patient = seen.header.subject.as_ref().and_then(|subject| subject.display.as_deref());
        let named = seen.header.who.iter().filter_map(|who| who.name.as_deref());
        for name in named.filter(|name| Some(*name) != patient) {
            let known = self.0.iter_mut().find(|member| folded(&member.name) == folded(name));
            let Some(member) = known else {
                self.0.push(CareMember {
                    name: name.to_owned(),
                    records: vec![seen.id],
                    sources: vec![seen.source],
                });
                continue;
            };
            if !member.records.contains(&seen.id) {
                member.records.push(seen.id);
            }
            if !member.sources.contains(&seen.source) {
                member.sources.push(seen.source);
            }
        }
    }

    pub(super) fn members(self) -> Vec<CareMember> {
        self.0
    }
}
