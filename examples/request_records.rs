//! Without a portal: asks a practice for a copy of the records, by letter, and follows it up.
//!
//! Run: `cargo run --example request_records -- --letters DIR`, a folder that is `letters` if none is named
//!
//! Everything is invented: the practice gets a fax, answers in part and late, and is told so. No legal advice.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use backpack::core::{RequestId, Timestamp};
use backpack::import::FileConnector;
use backpack::requests::{
    Category, Channel, Date, Delivery, Event, EventKind, FiledRole, Form, Holder, LetterKind, Scope,
};
use backpack::{Account, Backpack, Options, Person, SignIn, Storage, Unlock};
use backpack_examples::arguments::Arguments;
use backpack_testkit::VirtualClock;

const ANSWER: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Observation",
  "id":"hb","status":"final","code":{"text":"Hemoglobin"},"effectiveDateTime":"2024-03-07",
  "valueQuantity":{"value":13.4,"unit":"g/dL"}}}]}"#;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(&[], &["letters"], "request_records [--letters DIR]")?;
    let letters = Path::new(arguments.value("letters").unwrap_or("letters"));
    std::fs::create_dir_all(letters)?;
    let clock = Arc::new(VirtualClock::new());
    let at = |month, day| -> anyhow::Result<Date> {
        // Noon in Springfield.
        let date = Date::new(2026, month, day)?;
        let days = (date - Date::new(1970, 1, 1)?).get_days();
        clock.set(Timestamp::from_millis((i64::from(days) * 24 + 18) * 3_600_000));
        Ok(date)
    };
    let options = Options::new()?.with_clock(Arc::<VirtualClock>::clone(&clock));
    let storage = Storage::in_memory(Arc::<VirtualClock>::clone(&clock));
    let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await?;
    let backpack = account.add_backpack(Person::new("Zoë Nguyễn").born("1980-05-17")).await?;

    at(3, 2)?;
    let id = draft(&backpack).await?;
    send(&backpack, id, LetterKind::Request, at(3, 2)?, letters).await?;
    let received = EventKind::Received { evidence: "the practice confirmed it by telephone".into() };
    backpack.record_event(id, Event::new(at(3, 3)?, received)).await?;
    for (month, day) in [(3, 26), (4, 2), (4, 3)] {
        for due in backpack.due_requests(at(month, day)?).await? {
            let date = due.standing.due.context("a date")?.date;
            println!("2026-{month:02}-{day:02}  reminder: {:?}, due {date}", due.reminder.kind);
        }
    }
    let answered = EventKind::PartiallyFulfilled {
        parts: vec!["laboratory results".into()],
        missing: vec!["visit notes of 2021 to 2024".into(), "imaging reports".into()],
    };
    backpack.record_event(id, Event::new(at(4, 8)?, answered)).await?;
    file_answer(&backpack, id).await?;
    send(&backpack, id, LetterKind::OverdueNotice, at(4, 9)?, letters).await?;

    let case = backpack.request(id).await?;
    case.request.events().iter().for_each(|event| println!("{}  {}", event.date, event.kind.name()));
    let standing = backpack.request_state(id, at(4, 10)?).await?;
    println!("now: {}, {} days overdue", standing.state.name(), standing.overdue_days);
    println!("still missing: {}", standing.missing.join("; "));
    println!("a complaint may be filed until {}", standing.complaint_by.context("a reason to complain")?);
    let filed = |role| case.filed_as(role).count();
    println!("filed: {} letters, {} answers", filed(FiledRole::Letter), filed(FiledRole::Response));
    Ok(account.close().await?)
}

async fn draft(backpack: &Backpack) -> anyhow::Result<RequestId> {
    let holder = Holder::new("Riverside Family Practice")
        .at(["400 River Road", "Springfield, IL 62702"])
        .with_fax("+1 555 0100");
    let mut facts = (backpack.request_facts(holder).await?)
        .for_scope(Scope::of([Category::VisitNotes, Category::LabResults, Category::ImagingReports]))
        .in_forms([Form::Fhir, Form::Pdf])
        .delivered(Delivery::Email { address: "zoe@example.com".into(), warning_acknowledged: true });
    let patient = facts.patient.at(["12 Elm Street", "Springfield, IL 62701"]);
    facts.patient =
        patient.with_email("zoe@example.com").with_identifier("Medical record number", "MRN-0042");
    Ok(backpack.draft_request(facts).await?)
}

/// Writes a letter into the folder, and writes down that it was sent.
async fn send(
    backpack: &Backpack,
    id: RequestId,
    kind: LetterKind,
    date: Date,
    folder: &Path,
) -> anyhow::Result<()> {
    let letter = backpack.request_letter(id, kind, date).await?;
    std::fs::write(folder.join(format!("{}.pdf", letter.file_name())), &letter.pdf)?;
    std::fs::write(folder.join(format!("{}.txt", letter.file_name())), &letter.text)?;
    backpack.letter_sent(id, kind, date, Channel::Fax, None).await?;
    println!("{date}  sent: {}", letter.file_name());
    Ok(())
}

/// What came back: a scan, and a file of FHIR that is imported.
async fn file_answer(backpack: &Backpack, id: RequestId) -> anyhow::Result<()> {
    let scan = backpack.add_file("cover letter.pdf", Some("application/pdf"), "%PDF-1.7\n%%EOF").await?;
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("answer.json"), ANSWER)?;
    let SignIn::Done(connections) = backpack.connect(Arc::new(FileConnector::new([folder.path()]))).await?
    else {
        anyhow::bail!("files ask nobody to sign in")
    };
    for connection in connections {
        backpack.sync(connection).await?;
        backpack.file_import(id, connection).await?;
    }
    let found = backpack.find(&backpack::Filter::new()).records;
    let records: Vec<_> = found.iter().map(|record| record.id).collect();
    Ok(backpack.file_response(id, &[scan.id], &records).await?)
}
