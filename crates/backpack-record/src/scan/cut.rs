//! The content of a body, written while it is scanned.

use super::{Object, Scan};

/// What counts as content: everything but white space, `meta.lastUpdated` and `meta.versionId`.
impl Scan<'_, '_> {
    pub(super) fn copy_until(&mut self, end: usize) {
        if let Some(content) = self.content.as_deref_mut() {
            content.extend_from_slice(self.bytes.get(self.copied..end).unwrap_or_default());
            self.copied = end;
        }
    }

    pub(super) fn is_cutting(&self) -> bool {
        self.in_meta && self.depth == 2 && self.content.is_some()
    }

    pub(super) fn mark_content(&mut self) -> usize {
        if !self.is_cutting() {
            return 0;
        }
        self.copy_until(self.at);
        self.content.as_ref().map_or(0, |content| content.len())
    }

    pub(super) fn drop_member(&mut self, mark: usize, name: &str) -> bool {
        if !self.is_cutting() || !matches!(name, "lastUpdated" | "versionId") {
            return false;
        }
        if let Some(content) = self.content.as_deref_mut() {
            content.truncate(mark);
        }
        self.copied = self.at;
        true
    }

    pub(super) fn drop_comma(&mut self, object: &Object) {
        if object.dropped && self.is_cutting() {
            self.copied = self.at;
        }
    }

    pub(super) fn close_content(&mut self, object: &Object) {
        if object.dropped && self.is_cutting() {
            self.copy_until(self.at);
            if let Some(content) = self.content.as_deref_mut()
                && content.last() == Some(&b',')
            {
                content.pop();
            }
        }
    }
}
