//! Trying each method for real.

use std::sync::Arc;

use backpack::connect::{Answer, Grant, PatientRef};
use backpack::core::{
    AttemptId, Cancellation, CardId, ConnectionId, ContactId, EventId, FileId, RecordId, RequestId,
    SecretBytes, SecretText,
};
use backpack::files::ByteStream;
use backpack::keep::{
    Act, ActivityFilter, Disposal, FiledThing, GrantRow, Keep, NewFile, Person, RotationOptions, RowBatch,
    Support,
};
use backpack::people::Consent;
use backpack::record::contact::Contact;
use backpack::record::entry::Allergy;
use backpack::record::{Actor, OverlayChange, OverlayEvent};
use backpack::role::Role;
use backpack::sync::{Schedule, SyncOptions};
use backpack::{Backpack, Error, ErrorKind};
use backpack_testkit::connector::ScriptedConnector;

use super::super::{Holder, Place, childs, join};

/// A Backpack, and somebody who has it open in a role.
pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) parent: Holder,
    pub(crate) holder: Option<Holder>,
    pub(crate) open: Backpack,
    pub(crate) record: RecordId,
    pub(crate) file: FileId,
}

impl World {
    pub(crate) async fn new(role: Role) -> Self {
        let place = Place::new();
        let parent = place.holder("Ana").await;
        let hers = childs(&parent).await;
        let record = hers.add(Allergy::new("latex")).await.unwrap();
        hers.edit(record, Allergy::new("latex gloves")).await.unwrap();
        let file = hers.add_file("a.txt", None, "text").await.unwrap().id;
        let (holder, open) = match role {
            Role::Owner => (None, hers),
            _ => {
                let holder = place.holder("Ben").await;
                let open = join(hers.id(), &parent, &holder, role).await;
                (Some(holder), open)
            }
        };
        Self { place, parent, holder, open, record, file }
    }

    /// Returns who tries.
    pub(crate) fn who(&self) -> &Holder {
        self.holder.as_ref().unwrap_or(&self.parent)
    }

    /// Gives the holder another role than the one it has: by way of a hand-over, since a co-manager is not lowered otherwise.
    pub(crate) async fn lower(&self, role: Role) {
        let (id, parent) = (self.open.id(), &self.parent.account);
        let grown = self.place.holder("Mia").await;
        join(id, &self.parent, &grown, Role::Viewer).await;
        parent.hand_over(id, grown.account.id(), backpack::sharing::HandOver::from_age(0)).await.unwrap();
        grown.account.set_role(id, self.who().account.id(), role).await.unwrap();
    }
}

/// Calls a method. An error that is no denial is one of what was asked for, which was not there.
#[expect(clippy::too_many_lines, clippy::cognitive_complexity, reason = "a table, one line for each method")]
pub(crate) async fn attempt(name: &str, world: &World) -> Result<(), ErrorKind> {
    let (open, record, file) = (&world.open, world.record, world.file);
    let (connection, schedule) = (ConnectionId::random(), Schedule::default());
    let limits = backpack::narrative::NarrativeLimits::default();
    let allergy = || Allergy::new("dust");
    let done: Result<(), Error> = match name {
        "act" => open.act(Act::Other("w".into())).await.map(drop),
        "activity" => open.activity(&ActivityFilter::default()).await.map(drop),
        "add" => open.add(allergy()).await.map(drop),
        "add_card" => open.add_card(backpack::record::Card::custom("c")).await.map(drop),
        "add_contact" => open.add_contact(Contact::personal("n")).await.map(drop),
        "answer_consent" => open.answer_consent(Consent::given("c", "1")).await,
        "card" => open.card(CardId::random()).await.map(drop),
        "card_links" => open.card_links().await.map(drop),
        "cards" => open.cards().await.map(drop),
        "consent_history" => open.consent_history().await.map(drop),
        "consents" => open.consents().await.map(drop),
        "contact" => open.contact(ContactId::random()).await.map(drop),
        "contacts" => open.contacts().await.map(drop),
        "contacts_of_record" => open.contacts_of_record(record).await.map(drop),
        "copy_contact" => open.copy_contact(ContactId::random(), open).await.map(drop),
        "dismissed_contacts" => open.dismissed_contacts().await.map(drop),
        "file_import" => open.file_import(RequestId::random(), connection).await,
        "file_proof" => open.file_proof(RequestId::random(), &[file]).await,
        "records_of_contact" => open.records_of_contact(ContactId::random()).await.map(drop),
        "remove_card" => open.remove_card(CardId::random()).await,
        "remove_contact" => open.remove_contact(ContactId::random()).await,
        "remove_note" => open.remove_note(record, EventId::random()).await,
        "remove_request" => open.remove_request(RequestId::random()).await,
        "renew_code" => open.renew_code(&SecretText::from("t"), 5).await.map(drop),
        "request" => open.request(RequestId::random()).await.map(drop),
        "requests" => open.requests().await.map(drop),
        "suggested_contacts" => open.suggested_contacts().await.map(drop),
        "switch_off_link" => open.switch_off_link(&SecretText::from("t")).await,
        "unfile" => open.unfile(RequestId::random(), FiledThing::File(file)).await,
        "whose" => open.whose().await.map(drop),
        "withdraw_consent" => open.withdraw_consent("c").await,
        "add_file" => open.add_file("b.txt", None, "other").await.map(drop),
        "add_file_from" => open.add_file_from("c.txt", None, ByteStream::from_bytes("c")).await.map(drop),
        "answer" => open.answer(AttemptId::random(), Answer::Waited).await.map(drop),
        "attach" => open.attach(record, file).await,
        "body" => open.body(record).await.map(drop),
        "catch_up" => open.catch_up().await.map(drop),
        "compact" => open.compact().await.map(drop),
        "compare" => open.compare(record, 0, 1).await.map(drop),
        "confirm_person" => open.confirm_person(connection).await,
        "connect" => open.connect(Arc::new(ScriptedConnector::new())).await.map(drop),
        "connection_events" => open.connection_events().await.map(drop),
        "connections" => open.connections().await.map(drop),
        "delete" => open.delete(record).await,
        "detach" => open.detach(record, file).await,
        "disconnect" => open.disconnect(connection, Disposal::Keep).await.map(drop),
        "due" => open.due(&schedule).await.map(drop),
        "edit" => open.edit(record, allergy()).await,
        "expiring" => open.expiring(std::time::Duration::ZERO).await.map(drop),
        "export_activity" => open.export_activity(&ActivityFilter::default(), Vec::new()).await.map(drop),
        "export_to" => {
            let folder = tempfile::tempdir().unwrap();
            open.export_to(folder.path().join("out")).await.map(drop)
        }
        "file" => open.file(file).await.map(drop),
        "files" => open.files().await.map(drop),
        "files_of" => open.files_of(record).await.map(drop),
        "flag" => open.flag(record, "wrong").await,
        "foresee" => open.foresee(&schedule).await.map(drop),
        "former_members" => open.former_members().await.map(drop),
        "hide" => open.hide(record).await,
        "history" => open.history(record).await.map(drop),
        "invitations" => open.invitations().await.map(drop),
        "ledger" => open.ledger(connection).await.map(drop),
        "link_contact" => open.link_contact(record, ContactId::random()).await,
        "members" => open.members().await.map(drop),
        "narrative" => open.narrative(record, limits).await.map(drop),
        "news" => open.news(connection, &backpack::sync::SyncReport::default()).await.map(drop),
        "next_due" => open.next_due(&schedule).await.map(drop),
        "note" => open.note(record, "a note").await,
        "open_file" => open.open_file(file, None).await.map(drop),
        "original" => open.original(record, 0).await.map(drop),
        "person" => open.person().await.map(drop),
        "prepare_search" => open.prepare_search().await.map(drop),
        "rebuild_search" => open.rebuild_search().await.map(drop),
        "reconnect" => open.reconnect(connection).await.map(drop),
        "record" => open.record(record).map(drop),
        "replaces" => open.replaces(record).await.map(drop),
        "restore" => open.restore(record).await,
        "retry_quarantine" => open.retry_quarantine(connection).await.map(drop),
        "revert" => open.revert(record, 0).await,
        "rewrite_note" => open.rewrite_note(record, EventId::random(), "anew").await,
        "safe_file" => open.safe_file(file, limits).await.map(drop),
        "set_person" => open.set_person(Person::new("Mia").born("2016-05-14")).await,
        "set_support" => open.set_support(connection, Support::Supported).await,
        "show" => open.show(record).await,
        "standings" => open.standings().await.map(drop),
        "sync" => open.sync(connection).await.map(drop),
        "sync_with" => {
            let options = SyncOptions::default();
            open.sync_with(connection, options, Cancellation::new(), |_| ()).await.map(drop)
        }
        "tag" => open.tag(record, "t").await,
        "undo" => open.undo(record).await.map(drop),
        "undo_event" => open.undo_event(record, EventId::random()).await.map(drop),
        "unlink" => open.unlink(record, RecordId::random()).await,
        "unlink_contact" => open.unlink_contact(record, ContactId::random()).await,
        "untag" => open.untag(record, "t").await,
        "unflag" => open.unflag(record).await,
        "verify" => open.verify().await.map(drop),
        "verify_activity" => open.verify_activity().await.map(drop),
        "verify_with" => open.verify_with(&backpack::keep::VerifyOptions::default()).await.map(drop),
        "versions" => open.versions(record).map(drop),
        _ => unreachable!("{name} is in the table and is not tried"),
    };
    done.map_err(|error| error.kind().clone())
}

/// Tries what the handle beneath can write.
pub(crate) async fn nothing_is_written_by(keep: &Keep, world: &World) {
    let before = keep.sequence();
    let denied = |result: Result<(), backpack::keep::Error>| {
        assert!(matches!(result, Err(backpack::keep::Error::NotPermitted)), "{result:?}");
    };
    let person = Person::new("somebody else");
    let event = OverlayEvent::new(
        world.record,
        Actor::Person,
        backpack::core::Timestamp::from_millis(1),
        OverlayChange::Hidden,
    );
    denied(keep.write(RowBatch::new().put(&person)).await.map(drop));
    denied(keep.act(Act::Other("w".into())).await.map(drop));
    denied(keep.append(vec![event]).await);
    denied(keep.undo(world.record).await.map(drop));
    denied(keep.revert_entry(world.record, 0).await.map(drop));
    denied(keep.add_file(NewFile::new("x"), ByteStream::from_bytes("x")).await.map(drop));
    denied(keep.remove_file(world.file).await);
    denied(keep.compact().await.map(drop));
    denied(keep.sweep().await.map(drop));
    denied(keep.remove_connection(ConnectionId::random(), Disposal::Delete).await.map(drop));
    denied(keep.lease("sync", std::time::Duration::from_secs(1), None).await.map(drop));
    denied(keep.snapshot().await.map(drop));
    denied(keep.rows::<GrantRow>().await.map(drop));
    denied(keep.rows::<backpack::sharing::InvitationRow>().await.map(drop));
    denied(keep.row::<GrantRow>(ConnectionId::random().as_bytes()).await.map(drop));
    let grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"s".to_vec()));
    denied(keep.write(RowBatch::new().put(&GrantRow::new(ConnectionId::random(), grant))).await.map(drop));
    let keys = world.who().account.clone();
    let id = keep.space();
    assert!(keys.rotate_backpack(id, RotationOptions::default(), |_| ()).await.is_err());
    assert_eq!(keep.sequence(), before);
    // Reading goes on.
    keep.body(world.record).await.unwrap();
    keep.person().await.unwrap();
}
