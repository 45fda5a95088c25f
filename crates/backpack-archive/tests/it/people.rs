//! The person, consents and contacts go out and come back; the records that contacts are tied to are met again.

use backpack_archive::{Chain, Identity, Source};
use backpack_core::{ContactId, FileId, Timestamp};
use backpack_files::ByteStream;
use backpack_keep::{
    Answer, ConsentRow, ContactRow, ContactTie, Dismissed, Keep, KeptContact, NewFile, Person, Relation,
    RowBatch,
};
use backpack_record::Actor;
use backpack_record::contact::{Address, Contact, ContactPoint, PersonalRole, PointSort};
use backpack_record::profile::{Abo, BirthSex, BloodType, Ethnicity, Profile, Race, Rh};
use backpack_testkit::run;

use crate::world::{CONNECTION, World, exported, page, parts_of, put, restore, result};

const AT: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn profile(photo: FileId) -> Profile {
    Profile::default()
        .with_given("Zoë")
        .with_family("Ångström")
        .with_preferred("Zo")
        .with_other_name("Zoë Lind")
        .in_country("US")
        .in_state("NY")
        .with_gender_identity("woman")
        .with_birth_sex(BirthSex::Female)
        .with_race(Race::Asian)
        .with_race_words("Hmong")
        .with_ethnicity(Ethnicity::HispanicOrLatino)
        .with_ethnicity_words("Swedish")
        .with_blood_type(BloodType::new(Abo::Ab, Rh::Negative))
        .with_photo(photo)
        .with_colour("#112233")
}

fn consents() -> Vec<ConsentRow> {
    let relations = [
        Relation::Parent,
        Relation::Guardian,
        Relation::HealthCareAgent,
        Relation::Spouse,
        Relation::Child,
        Relation::Other("aunt".into()),
    ];
    let answers = [Answer::Given, Answer::Refused, Answer::Withdrawn].into_iter();
    let answers = answers.chain(relations.into_iter().map(Answer::Affirmed));
    let actor = Actor::Named("Ben".into());
    (1..)
        .zip(answers)
        .map(|(number, answer)| ConsentRow::new(number, "c", answer, AT, actor.clone()).with_version("2"))
        .collect()
}

fn contacts(ties: Vec<ContactTie>) -> Vec<ContactRow> {
    let provider = Contact::provider("Dr. Ann Ek")
        .with_npi("1234567893")
        .with_specialty("Cardiology")
        .with_organisation("City Hospital")
        .with_role("Attending")
        .past()
        .with_point(ContactPoint::new(PointSort::Portal, "https://p.example").labelled("work"))
        .with_address(Address::new("1 Main St").with_city("Springfield"))
        .with_note("two\nlines");
    let personal = Contact::personal("Mai 🌸").with_relation("mother").there_as(PersonalRole::NextOfKin);
    let mut kept = KeptContact::new(ContactId::from_bytes([1; 16]), provider.clone(), AT);
    kept.ties = ties;
    kept.changed = Timestamp::from_millis(1_700_000_000_001);
    let others = [Contact::organisation("City Hospital"), personal].into_iter().zip(2..);
    let others = others.map(|(one, id)| KeptContact::new(ContactId::from_bytes([id; 16]), one, AT));
    let rows = std::iter::once(kept).chain(others).map(|kept| ContactRow::Kept(Box::new(kept)));
    rows.chain([ContactRow::Dismissed(Dismissed::new(&provider, AT))]).collect()
}

/// Returns a Backpack of somebody of whom everything is known.
async fn known(world: &World) -> (Keep, Vec<ContactRow>) {
    let keep = world.create().await;
    keep.commit_page(page(CONNECTION, vec![put(result("a", "1"))])).await.unwrap();
    keep.commit_page(page(CONNECTION, vec![put(result("a", "2"))])).await.unwrap();
    let record = keep.catalog(|catalog| catalog.records().next().unwrap().id());
    let photo =
        keep.add_file(NewFile::new("zoe.png"), ByteStream::from_bytes(b"\x89PNG".to_vec())).await.unwrap();
    let rows = contacts(vec![ContactTie::new(record, 0, true)]);
    let batch = RowBatch::new().put(&Person::new("Zoë").born("1980-05").with_profile(profile(photo.id)));
    let batch = consents().iter().fold(batch, RowBatch::put);
    keep.write(rows.iter().fold(batch, RowBatch::put)).await.unwrap();
    (keep, rows)
}

async fn kept(keep: &Keep) -> (Person, Vec<ConsentRow>, Vec<ContactRow>) {
    let mut consents: Vec<ConsentRow> = keep.rows().await.unwrap();
    consents.sort_by_key(|row| row.number);
    let snapshot = keep.snapshot().await.unwrap();
    assert_eq!(snapshot.rows.consents, consents);
    let contacts = snapshot.rows.contacts.clone();
    (keep.person().await.unwrap(), consents, contacts)
}

#[test]
fn who_the_person_is_what_was_agreed_to_and_all_contacts_come_back() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let (keep, mut rows) = known(&world).await;
        let file = scratch.path().join("whole.age");
        world.back_up(&keep, &file, None).await;
        let (_, back) = restore(&world, &[&file]).await;
        assert_eq!(kept(&back).await, kept(&keep).await);
        assert_eq!(exported(&back).await, exported(&keep).await);
        rows.sort_by_key(backpack_keep::Row::name);
        assert_eq!(kept(&back).await.2, rows);
        // Changes alone hold them, too: what was removed stays removed.
        let mark = world.back_up(&keep, &scratch.path().join("first.age"), None).await.mark;
        let removed =
            RowBatch::new().delete::<ContactRow>(ContactId::from_bytes([2; 16]).as_bytes().to_vec());
        keep.write(removed).await.unwrap();
        let second = scratch.path().join("second.age");
        world.back_up(&keep, &second, Some(mark)).await;
        let (_, back) = restore(&world, &[&scratch.path().join("first.age"), &second]).await;
        assert_eq!(kept(&back).await, kept(&keep).await);
        assert_eq!(kept(&back).await.2.len(), 3);
    });
}

#[test]
fn under_other_ids_a_contact_is_tied_to_the_same_record() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let (keep, _) = known(&world).await;
        let folder = scratch.path().join("open");
        backpack_archive::export_to(&keep, &folder, AT).await.unwrap();
        let parts = parts_of(&folder);
        let person: serde_json::Value = serde_json::from_slice(&parts["person.json"]).unwrap();
        assert_eq!((&person["blood_type"], &person["races"][0]), (&"AB-".into(), &"2028-9".into()));
        let contacts = String::from_utf8_lossy(&parts["contacts.ndjson"]);
        assert!(contacts.contains(r#""name":"Dr. Ann Ek","sort":{"provider":{"#), "{contacts}");
        assert!(
            String::from_utf8_lossy(&parts["consents.ndjson"]).contains(r#"{"affirmed":{"other":"aunt"}}"#)
        );
        let chain = Chain::open(vec![Source::folder(&folder)]).await.unwrap();
        let there = world.for_chain(&chain, Identity::Anew);
        let back = chain.restore(there.parts(), Identity::Anew).await.unwrap().keep;
        let record = back.catalog(|catalog| catalog.records().next().unwrap().id());
        assert_ne!(record, keep.catalog(|catalog| catalog.records().next().unwrap().id()));
        let rows: Vec<ContactRow> = back.rows().await.unwrap();
        let ties: Vec<ContactTie> = rows
            .iter()
            .filter_map(|row| match row {
                ContactRow::Kept(kept) => Some(kept.ties.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        assert_eq!(ties, [ContactTie::new(record, 0, true)]);
        assert_eq!(back.person().await.unwrap(), keep.person().await.unwrap());
    });
}
