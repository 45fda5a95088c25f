//! An act as a line of JSON, for exports.

use std::fmt::Display;

use backpack_record::Actor;

use super::{Act, Activity, OverlayAct};

impl Activity {
    /// Returns the act as one line of JSON: number, commit group, time in milliseconds since 1970, actor, act with what
    /// it names, the two hashes, and under `hashed` the bytes of [`Activity::hashed_bytes`]. Bytes and ids are written in
    /// hexadecimal digits.
    ///
    /// In a line `hash` is SHA-256 of `hashed`, and bytes 24 to 56 of `hashed` are the hash of the line before.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = Line(String::from("{"));
        line.value("number", self.number);
        line.value("commit", self.commit);
        line.value("at", self.at.as_millis());
        let (sort, name): (_, &dyn Display) = match &self.actor {
            Actor::Person => ("person", &""),
            Actor::Named(name) => ("named", name),
            Actor::Engine => ("engine", &""),
            Actor::Connection(id) => ("connection", id),
            _ => ("other", &""),
        };
        line.text("actor", sort);
        line.text("name", name);
        line.act(&self.act);
        line.text("previous", hex(&self.previous));
        line.text("hash", hex(&self.hash));
        line.text("hashed", hex(&self.hashed_bytes()));
        line.0.push('}');
        line.0
    }
}

/// A JSON object on its way.
struct Line(String);

impl Line {
    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.string(name);
        self.0.push(':');
    }

    /// A number or a literal.
    fn value(&mut self, name: &str, value: impl Display) {
        self.name(name);
        self.0.push_str(&value.to_string());
    }

    /// A text; an empty one is left out.
    fn text(&mut self, name: &str, text: impl Display) {
        let text = text.to_string();
        if !text.is_empty() {
            self.name(name);
            self.string(&text);
        }
    }

    /// RFC 8259, section 7.
    fn string(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.0.extend(['\\', c]),
                c if c.is_control() => self.0.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    fn act(&mut self, act: &Act) {
        self.text("act", act.name());
        self.text("record", act.record().map_or_else(String::new, |id| id.to_string()));
        self.text("connection", act.connection().map_or_else(String::new, |id| id.to_string()));
        self.text("file", act.file().map_or_else(String::new, |id| id.to_string()));
        match act {
            Act::Imported { query, new, changed, gone, quarantined, .. } => {
                self.text("query", query);
                self.value("new", new);
                self.value("changed", changed);
                self.value("gone", gone);
                self.value("quarantined", quarantined);
            }
            Act::Vanished { records, .. } => self.value("records", records),
            Act::Dismissed { items, .. } => self.value("items", items),
            Act::Overlaid { event, change, .. } => self.overlay(event, *change),
            Act::ConnectionRemoved { records, kept, files, .. } => {
                self.value("records", records);
                self.value("kept", kept);
                self.value("files", files);
            }
            Act::Synced { complete, .. } => self.value("complete", complete),
            Act::Exported { what, records, files } => {
                self.text("what", what);
                self.value("records", records);
                self.value("files", files);
            }
            Act::Shared { with, records, files } => {
                self.text("with", with);
                self.value("records", records);
                self.value("files", files);
            }
            Act::BackedUp { what, sequence } => {
                self.text("what", what);
                self.value("sequence", sequence);
            }
            Act::BroughtBack { what } | Act::Other(what) => self.text("what", what),
            Act::Verified { faults } => self.value("faults", faults),
            Act::Repaired { mended, remaining } => {
                self.value("mended", mended);
                self.value("remaining", remaining);
            }
            Act::KeyRotated { epoch } => self.value("epoch", epoch),
            Act::Unlocked { slot }
            | Act::SlotAdded(slot)
            | Act::SlotRemoved(slot)
            | Act::Rewrapped(slot)
            | Act::PassphraseChanged(slot) => self.value("slot", slot),
            Act::BackpackAdded(space) | Act::BackpackDeleted(space) => self.text("backpack", space),
            Act::Invited(invitation)
            | Act::InvitationAccepted(invitation)
            | Act::InvitationDeclined(invitation)
            | Act::InvitationWithdrawn(invitation) => self.text("invitation", invitation),
            Act::RoleChanged(account)
            | Act::MemberRemoved(account)
            | Act::MemberLeft(account)
            | Act::HandedOver(account) => self.text("account", account),
            Act::Consented(consent) | Act::ConsentWithdrawn(consent) => self.text("consent", consent),
            Act::ContactKept(contact) | Act::ContactRemoved(contact) => self.text("contact", contact),
            Act::RequestKept(request) | Act::RequestRemoved(request) => self.text("request", request),
            _ => {}
        }
    }

    fn overlay(&mut self, event: &impl Display, change: OverlayAct) {
        self.text("event", event);
        match change {
            OverlayAct::NoteRewritten(of) | OverlayAct::NoteRemoved(of) | OverlayAct::Undone(of) => {
                self.text("of", of);
            }
            OverlayAct::Linked(to) | OverlayAct::Unlinked(to) => self.text("to", to),
            OverlayAct::ContactLinked(contact) | OverlayAct::ContactUnlinked(contact) => {
                self.text("contact", contact);
            }
            _ => {}
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
