//! Every persisted type's bytes, pinned: a change here is a change of the format, and wants a new format number.

use backpack_connect::{Grant, PatientRef, Pending};
use backpack_core::{
    AccountId, AttemptId, BlobId, BlockId, CardId, ConnectionId, ContactId, EventId, FileId, InvitationId,
    RecordId, RequestId, SecretBytes, SpaceId, Timestamp, UploadId,
};
use backpack_keys::PublicKey;
use backpack_record::contact::{Address, Contact, ContactPoint, PersonalRole, PointSort};
use backpack_record::profile::{Abo, BirthSex, BloodType, Ethnicity, Profile, Race, Rh};
use backpack_record::{Actor, Card, CardItem, OverlayChange, OverlayEvent, ProfileFact};
use bytes::Bytes;
use serde::Serialize;

use crate::activity::ChainEnd;
use crate::block::{BlockIndex, ItemHead};
use crate::catalog::Place;
use crate::catalog::change::{
    BlockAdded, BlockMoved, FullUrl, Logged, QuarantinePut, RecordPut, Recurrence, RowWritten, ShownPut,
};
use crate::head::{Group, Head};
use crate::row::{
    AddressRow, FactsPart, FactsRow, Fate, Held, IndexManifest, IndexPiece, IndexRow, LostRow, LostThing,
    UnnamedRow, UploadHead, UploadPiece, UploadRow,
};
use crate::segment::FrameHead;
use crate::{
    AccessRow, AccountCard, Act, Activity, Answer, AttachmentRow, AttachmentState, AttemptRow, CardLinkRow,
    CardRow, ConnectionRow, ConsentRow, ContactRow, ContactTie, CurrentRow, Dismissed, Ended, FileOrigin,
    FileRow, Former, GrantRow, InvitationRow, InvitationState, KeptContact, Ledger, Member, MembersRow,
    OverlayAct, PaceRow, Person, QueryOutcome, QueryRow, Relation, Role, Row, Sex, SharingRow, Source,
    TriedRow, UpkeepRow, Warned,
};

const AT: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const CONNECTION: ConnectionId = ConnectionId::from_bytes([1; 16]);
const RECORD: RecordId = RecordId::from_bytes([2; 16]);
const FILE: FileId = FileId::from_bytes([3; 16]);
const BLOCK: BlockId = BlockId::from_bytes([4; 16]);

#[test]
fn the_format_is_as_it_was() {
    let mut golden = Vec::new();
    changes(&mut golden);
    heads(&mut golden);
    rows(&mut golden);
    people(&mut golden);
    requests(&mut golden);
    vault(&mut golden);
    acts(&mut golden);
    index(&mut golden);
    let text = golden.join("\n") + "\n";
    assert_eq!(text, include_str!("golden.txt"), "the format changed:\n{text}");
}

fn changes(golden: &mut Vec<String>) {
    let mut event = OverlayEvent::new(RECORD, Actor::Person, AT, OverlayChange::Noted("n".into()));
    event.id = EventId::from_bytes([5; 16]);
    let source = Source::Connection(CONNECTION);
    let block = BlockAdded { id: BLOCK, place: Place::Store, source, received: AT, raw: 300 };
    let blob = Place::Blob(BlobId::from_bytes([6; 16]));
    let in_blob = BlockAdded { id: BLOCK, place: blob, source: Source::Entry, received: AT, raw: 300 };
    let record = RecordPut {
        id: RECORD,
        digest: [7; 16],
        block: 1,
        slot: 200,
        full_url: FullUrl::Based("https://portal.example"),
        header: b"header",
    };
    let quarantined = QuarantinePut {
        id: RECORD,
        connection: CONNECTION,
        received: AT,
        reason: "r".into(),
        length: 9,
        at: Some((0, 1)),
    };
    let all = [
        Logged::Block(block),
        Logged::Block(in_blob),
        Logged::Record(record.clone()),
        Logged::Record(RecordPut { full_url: FullUrl::None, ..record.clone() }),
        Logged::Record(RecordPut { full_url: FullUrl::Urn, ..record.clone() }),
        Logged::Record(RecordPut { full_url: FullUrl::Other("u"), ..record }),
        Logged::Recurred(Recurrence { id: RECORD, version: 3, header: b"header" }),
        Logged::Gone(RECORD),
        Logged::Returned(RECORD),
        Logged::Overlay(event),
        Logged::Quarantined(quarantined.clone()),
        Logged::Released(RECORD),
        Logged::Row(RowWritten { table: 9, id: [8; 16], present: true }),
        Logged::Moved(BlockMoved { from: BLOCK, to: 0, slots: vec![(5, 0)] }),
        Logged::Dropped(BLOCK),
        Logged::Removed(CONNECTION),
        Logged::Vanished(RECORD),
        Logged::Doubted(quarantined),
        Logged::Acted(ChainEnd { number: 300, hash: [9; 32] }),
        Logged::Shown(ShownPut { id: RECORD, conflicts: 300, header: Some(b"header") }),
        Logged::Shown(ShownPut { id: RECORD, conflicts: 0, header: None }),
    ];
    all.iter().for_each(|change| golden.push(line("change", change)));
}

fn heads(golden: &mut Vec<String>) {
    golden.push(line("frame", &FrameHead { sequence: 300, part: 1, last: true, changes: 2 }));
    golden.push(line("head", &Head { sequence: 300, hash: [9; 32] }));
    golden.push(line("group", &Group { sequence: 300, previous: [8; 32], hash: [9; 32], at: AT }));
    let item = ItemHead {
        length: 300,
        media_type: "m",
        id: Some("i"),
        source_version: Some("v"),
        full_url: Some("u"),
        envelope: Some(b"e"),
        patient: Some("p"),
        actor: Some(Actor::Named("a".into())),
    };
    golden.push(line("block", &BlockIndex { query: "q", envelope: Some(b"env"), items: vec![item] }));
}

fn rows(golden: &mut Vec<String>) {
    golden.push(row(&Person::new("Zoë").born("1980-05").with_sex(Sex::Female)));
    let connection =
        ConnectionRow { id: CONNECTION, patient: Some("p".into()), ..ConnectionRow::new("s", "u", "n", AT) };
    golden.push(row(&connection));
    let mut ledger = Ledger::new(AT);
    ledger.outcome = Some(QueryOutcome::Refused("no".into()));
    ledger.counts.received = 300;
    let query = QueryRow { cursor: Some(Bytes::from_static(b"c")), ..QueryRow::new(CONNECTION, "q", ledger) };
    golden.push(row(&query));
    golden.push(row(&TriedRow::new(CONNECTION, "Patient/1", AT)));
    let mut grant = Grant::new(PatientRef::new("p"), SecretBytes::new(b"secret".to_vec()));
    (grant.expires, grant.hard_end, grant.refreshable) = (Some(AT), Some(AT), true);
    golden.push(row(&AccessRow::new(CONNECTION, AT, &grant)));
    golden.push(row(&PaceRow {
        begun: 300,
        over: 299,
        tried: Some(AT),
        failures: 300,
        portal_failed: true,
        warned: Some(Warned { ends: AT, ahead: 86_400 }),
        ..PaceRow::new(CONNECTION)
    }));
    let attachment = AttachmentRow {
        state: AttachmentState::Kept(FILE),
        tried: Some(AT),
        ..AttachmentRow::new(RECORD, 1, CONNECTION, "u").with_media_type("m")
    };
    golden.push(row(&attachment));
    golden.push(row(&AddressRow { address: [10; 32], file: FILE }));
    let members =
        MembersRow { records: vec![RECORD, RECORD], ..MembersRow::new(CONNECTION, "q", 300, [13; 16]) };
    golden.push(row(&members));
    golden.push(row(&UpkeepRow { reading: 300, full: true, ..UpkeepRow::new(CONNECTION) }));
    golden.push(row(&LostRow { what: LostThing::Block(BLOCK), found: AT }));
    golden.push(row(&LostRow { what: LostThing::File(FILE), found: AT }));
    golden.push(row(&sharing()));
    golden.push(row(&invitation()));
    let mut card = Card::custom("c");
    card.put_on(CardItem::Record(RECORD));
    card.put_on(CardItem::Contact(ContactId::from_bytes([17; 16])));
    card.put_on(CardItem::File(FILE));
    card.take_off(CardItem::Fact(ProfileFact::Ethnicity));
    golden.push(row(&CardRow::new(CardId::from_bytes([19; 16]), card, AT)));
    for fate in [Fate::Watched, Fate::Condemned] {
        golden.push(row(&UnnamedRow { blob: BlobId::from_bytes([6; 16]), fate, since: AT }));
    }
}

fn card() -> AccountCard {
    AccountCard::new(AccountId::from_bytes([16; 16]), PublicKey::from_bytes([19; 32]), "Zoë")
        .with_email("z@e")
}

fn sharing() -> SharingRow {
    let account = AccountId::from_bytes([16; 16]);
    let mut row = SharingRow::new(Member::new(card(), Role::CoManager, AT, Some(account)), 300, 299);
    for how in [Ended::Left, Ended::Removed(account), Ended::BroughtBack] {
        row.former.push(Former { account, name: "n".into(), role: Role::Viewer, since: AT, until: AT, how });
    }
    (row.is_rotation_due, row.latest) = (true, AT);
    row
}

fn invitation() -> InvitationRow {
    let (id, secret) = (InvitationId::from_bytes([15; 16]), SecretBytes::new(b"secret".to_vec()));
    let mut row = InvitationRow::new(id, "a", Role::Contributor, card(), (AT, AT), secret);
    (row.to, row.wrong, row.state) = (Some(card()), 3, InvitationState::Expired);
    row
}

/// The search index.
fn index(golden: &mut Vec<String>) {
    let secret = || SecretBytes::new(b"secret".to_vec());
    golden.push(row(&IndexRow::Manifest(IndexManifest { covers: 300, reading: 1, pieces: vec![[14; 16]] })));
    let held = Held::Blob { blob: BlobId::from_bytes([6; 16]), key: secret(), key_epoch: 300, length: 300 };
    for held in [Held::Here(secret()), held] {
        golden.push(row(&IndexRow::Piece(IndexPiece { id: [14; 16], held })));
    }
}

fn people(golden: &mut Vec<String>) {
    let profile = Profile::default()
        .with_given("Zoë")
        .with_family("f")
        .with_preferred("p")
        .with_other_name("o")
        .in_country("US")
        .in_state("NY")
        .with_gender_identity("g")
        .with_birth_sex(BirthSex::Unknown)
        .with_race(Race::White)
        .with_race_words("r")
        .with_ethnicity(Ethnicity::NotHispanicOrLatino)
        .with_ethnicity_words("e")
        .with_blood_type(BloodType::new(Abo::O, Rh::Positive))
        .with_photo(FILE)
        .with_colour("#a0b1c2");
    golden.push(row(&Person::new("n").with_profile(profile)));
    let relations =
        [Relation::Parent, Relation::Guardian, Relation::HealthCareAgent, Relation::Spouse, Relation::Child];
    let relations = relations.into_iter().chain([Relation::Other("w".into())]);
    let answers = [Answer::Given, Answer::Refused, Answer::Withdrawn, Answer::Pending];
    for answer in answers.into_iter().chain(relations.map(Answer::Affirmed)) {
        golden.push(row(&ConsentRow::new(300, "c", answer, AT, Actor::Person).with_version("v")));
    }
    let address = Address::new("l").with_city("c").with_state("s").with_postal_code("z").with_country("x");
    let sorts = [PointSort::Phone, PointSort::Fax, PointSort::Email, PointSort::Web, PointSort::Portal];
    let provider = Contact::provider("n")
        .with_specialty("s")
        .with_organisation("o")
        .with_role("r")
        .past()
        .with_npi("1")
        .with_address(address)
        .with_note("t");
    let provider =
        sorts.into_iter().fold(provider, |one, by| one.with_point(ContactPoint::new(by, "v").labelled("l")));
    let roles = [
        PersonalRole::EmergencyContact,
        PersonalRole::NextOfKin,
        PersonalRole::HealthCareProxy,
        PersonalRole::PowerOfAttorney,
        PersonalRole::Guardian,
        PersonalRole::Caregiver,
    ];
    let personal = Contact::personal("n").with_relation("m");
    let personal = roles.into_iter().fold(personal, Contact::there_as);
    for contact in [provider.clone(), Contact::organisation("n"), personal] {
        let mut kept = KeptContact::new(ContactId::from_bytes([17; 16]), contact, AT);
        kept.ties = vec![ContactTie::new(RECORD, 300, true)];
        golden.push(row(&ContactRow::Kept(Box::new(kept))));
    }
    golden.push(row(&ContactRow::Dismissed(Dismissed::new(&provider, AT))));
    let space = SpaceId::from_bytes([14; 16]);
    golden.push(row(&CurrentRow::new(space, AT)));
}

fn requests(golden: &mut Vec<String>) {
    use crate::{Filed, FiledRole, FiledThing, RequestRow};
    let id = RequestId::from_bytes([18; 16]);
    let mut row0 = RequestRow { parts: 2, case: "{}".into(), ..RequestRow::new(id, 0) };
    row0.filed = vec![
        Filed::new(FiledThing::File(FILE), FiledRole::Letter, AT),
        Filed::new(FiledThing::Record(RECORD), FiledRole::Response, AT),
        Filed::new(FiledThing::Connection(CONNECTION), FiledRole::Proof, AT),
    ];
    row0.about = vec![RECORD];
    golden.push(row(&row0));
    golden.push(row(&RequestRow::new(id, 1)));
}

fn vault(golden: &mut Vec<String>) {
    let secret = || SecretBytes::new(b"secret".to_vec());
    let mut grant = Grant::new(PatientRef::new("p").with_name("n"), secret());
    grant.scopes = vec!["s".into()];
    grant.expires = Some(AT);
    grant.user = Some("RelatedPerson/u".into());
    golden.push(row(&GrantRow::new(CONNECTION, grant)));
    let attempt = AttemptRow {
        id: AttemptId::from_bytes([11; 16]),
        ..AttemptRow::new("s", "u", Some(CONNECTION), AT, Pending::new(secret()))
    };
    golden.push(row(&attempt));
    let card = CardId::from_bytes([19; 16]);
    golden.push(row(&CardLinkRow::new(secret(), card, secret(), AT, Some(AT), 5)));
    golden.push(row(&FileRow {
        id: FILE,
        name: "n".into(),
        declared: Some("d".into()),
        sniffed: None,
        size: 300,
        sha1: [12; 20],
        added: AT,
        origins: vec![
            FileOrigin::Person,
            FileOrigin::Portal { connection: CONNECTION, record: RECORD, index: 1 },
        ],
        address: [10; 32],
        blob: BlobId::from_bytes([6; 16]),
        key: secret(),
        key_epoch: 3,
        caption: Some("c".into()),
        taken: Some("2024-05".into()),
    }));
    golden.push(row(&UploadRow::Head(UploadHead {
        id: UploadId::from_bytes([19; 16]),
        name: "n".into(),
        declared: Some("d".into()),
        begun: AT,
        touched: AT,
        received: 300,
        pieces: 2,
        key: secret(),
    })));
    golden.push(row(&UploadRow::Piece(UploadPiece {
        upload: UploadId::from_bytes([19; 16]),
        number: 300,
        blob: BlobId::from_bytes([6; 16]),
        size: 300,
    })));
    for part in [FactsPart::Head { pages: 2, picture: 1 }, FactsPart::Pages(300), FactsPart::Picture(1)] {
        golden.push(row(&FactsRow { file: FILE, part, reader: 3, bytes: vec![1, 2] }));
    }
}

fn acts(golden: &mut Vec<String>) {
    let (record, file, connection) = (RECORD, FILE, CONNECTION);
    let (event, space) = (EventId::from_bytes([5; 16]), SpaceId::from_bytes([14; 16]));
    let what = || "w".to_owned();
    let (new, changed, gone, quarantined) = (300, 1, 2, 3);
    let (records, files, kept) = (300, 1, 2);
    let all = [
        Act::Created,
        Act::Opened,
        Act::Imported { connection, query: "q".into(), new, changed, gone, quarantined },
        Act::Vanished { connection, records },
        Act::Dismissed { connection, items: 300 },
        Act::Added(record),
        Act::Edited(record),
        Act::Overlaid { record, event, change: OverlayAct::Noted },
        Act::Overlaid { record, event, change: OverlayAct::Attached(file) },
        Act::Overlaid { record, event, change: OverlayAct::Undone(event) },
        Act::Overlaid { record, event, change: OverlayAct::Other },
        Act::FileAdded(file),
        Act::FileRemoved(file),
        Act::PersonDescribed,
        Act::Connected(connection),
        Act::SignedIn(connection),
        Act::PersonConfirmed(connection),
        Act::Disconnected(connection),
        Act::ConnectionRemoved { connection, records, kept, files },
        Act::Synced { connection, complete: true },
        Act::Exported { what: what(), records, files },
        Act::Shared { with: what(), records, files },
        Act::BackedUp { what: what(), sequence: 300 },
        Act::BroughtBack { what: what() },
        Act::Verified { faults: 300 },
        Act::Repaired { mended: 300, remaining: 1 },
        Act::KeyRotated { epoch: 300 },
        Act::Unlocked { slot: 300 },
        Act::SlotAdded(300),
        Act::SlotRemoved(300),
        Act::PassphraseChanged(300),
        Act::RootRotated,
        Act::BackpackAdded(space),
        Act::BackpackDeleted(space),
        Act::Copied,
        Act::Other(what()),
        Act::Rewrapped(300),
        Act::Invited(InvitationId::from_bytes([15; 16])),
        Act::InvitationAccepted(InvitationId::from_bytes([15; 16])),
        Act::InvitationDeclined(InvitationId::from_bytes([15; 16])),
        Act::InvitationWithdrawn(InvitationId::from_bytes([15; 16])),
        Act::RoleChanged(AccountId::from_bytes([16; 16])),
        Act::MemberRemoved(AccountId::from_bytes([16; 16])),
        Act::MemberLeft(AccountId::from_bytes([16; 16])),
        Act::HandedOver(AccountId::from_bytes([16; 16])),
        Act::Consented(what()),
        Act::ConsentWithdrawn(what()),
        Act::ContactKept(ContactId::from_bytes([17; 16])),
        Act::ContactRemoved(ContactId::from_bytes([17; 16])),
        Act::RequestKept(RequestId::from_bytes([18; 16])),
        Act::RequestRemoved(RequestId::from_bytes([18; 16])),
        Act::Overlaid { record, event, change: OverlayAct::Tagged },
        Act::Overlaid { record, event, change: OverlayAct::ContactUnlinked(ContactId::from_bytes([17; 16])) },
        Act::FileDescribed(file),
    ];
    all.iter().for_each(|act| golden.push(line("act", act)));
    let actors = [Actor::Person, Actor::Named("a".into()), Actor::Engine, Actor::Connection(CONNECTION)];
    actors.iter().for_each(|actor| golden.push(line("actor", actor)));
    let end = ChainEnd { number: 299, hash: [8; 32] };
    if let Ok(activity) = Activity::after(end, 301, AT, Actor::Person, Act::Added(record)) {
        golden.push(line("table 19 format 1 activity", &activity));
    }
}

fn row<R: Row>(row: &R) -> String {
    line(&format!("table {} format {} {}", R::TABLE.0, R::FORMAT, R::WHAT), row)
}

fn line(name: &str, value: &impl Serialize) -> String {
    let bytes = postcard::to_allocvec(value).unwrap_or_default();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{name}: {hex}")
}
