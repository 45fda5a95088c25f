//! A mistake in a provider's record: found, put to the provider by letter, and seen as mended at a later sync.
//!
//! Run: `cargo run --example amend_record -- --letters DIR`, a folder that is `letters` if none is named
//!
//! Everything is invented: the portal, which a script plays, has a slip of the pen and somebody else's visit. No legal advice.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use backpack::core::{RecordId, RequestId, Timestamp};
use backpack::record::Field;
use backpack::requests::{
    Amendment, AmendmentGround, Channel, Date, Event, EventKind, Holder, LetterKind, Wanted,
};
use backpack::{Account, Backpack, Filter, Options, Person, SignIn, Storage, Unlock};
use backpack_examples::arguments::Arguments;
use backpack_examples::mistakes;
use backpack_testkit::VirtualClock;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(&[], &["letters"], "amend_record [--letters DIR]")?;
    let letters = Path::new(arguments.value("letters").unwrap_or("letters"));
    std::fs::create_dir_all(letters)?;
    let clock = Arc::new(VirtualClock::new());
    let noon = |month, day| -> anyhow::Result<()> {
        let days = i64::from((Date::new(2026, month, day)? - Date::new(1970, 1, 1)?).get_days());
        clock.set(Timestamp::from_millis((days * 24 + 18) * 3_600_000));
        Ok(())
    };
    noon(3, 1)?;
    let options = Options::new()?.with_clock(Arc::<VirtualClock>::clone(&clock));
    let storage = Storage::in_memory(Arc::<VirtualClock>::clone(&clock));
    let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await?;
    let backpack = account.add_backpack(Person::new("Zoë Nguyễn").born("1980-05-17")).await?;
    let portal = mistakes::portal();
    let SignIn::Done(connections) = backpack.connect(Arc::new(portal.clone())).await? else {
        anyhow::bail!("this portal asks nobody to sign in")
    };
    let connection = *connections.first().context("a connection")?;
    backpack.sync(connection).await?;

    // What is wrong: a value that is corrected, and a record that is marked as a whole.
    let (value, visit) = (named(&backpack, "Systolic blood pressure")?, named(&backpack, "Knee injection")?);
    backpack.correct(value, Field::Value, "120", Some("The sheet I was given says 120.")).await?;
    backpack.flag(visit, "I was not there on that day.").await?;

    // Both are put to the practice in one letter.
    let sheet = backpack.add_file("sheet.pdf", Some("application/pdf"), "%PDF-1.7\n%%EOF").await?;
    let values = backpack.amendment_findings(value).await?.into_iter();
    let values = values.map(|one| one.with_evidence("Sheet of February 11, 2026", Some(sheet.id)));
    let visits = backpack.amendment_findings(visit).await?.into_iter();
    let visits = visits.map(|one| one.should_say(Wanted::Words("Please remove it.".into())));
    let amendment = Amendment::of(values.chain(visits)).telling("Dr. Chen", ["Peoria, IL 61602"]);
    let holder = Holder::new("Riverside Family Practice").with_fax("+1 555 0100");
    let mut facts = backpack.request_facts(holder).await?.for_amendment(amendment);
    facts.patient = facts.patient.with_email("zoe@example.com");
    let case = Case { backpack: &backpack, id: backpack.draft_request(facts).await?, letters };
    case.send(LetterKind::Request, (3, 2)).await?;
    case.tell((3, 3), EventKind::Received { evidence: "confirmed by telephone".into() }).await?;
    let due = backpack.request_state(case.id, Date::new(2026, 3, 3)?).await?.due.context("a date")?;
    println!("an answer is due by {}", due.date);

    // The practice accepts the first and denies the second, and is answered.
    let ground = Some(AmendmentGround::AccurateAndComplete);
    case.tell((4, 8), EventKind::AcceptedInPart { findings: vec![0], ground }).await?;
    case.tell((4, 8), EventKind::StatementWorded { text: "My passport shows that I was abroad.".into() })
        .await?;
    case.send(LetterKind::NotifyRequest, (4, 9)).await?;
    case.send(LetterKind::DisagreementStatement, (4, 9)).await?;
    case.say().await?;

    // A later sync brings the change: it is verified.
    noon(4, 20)?;
    portal.add("all", mistakes::pressure(120));
    backpack.sync(connection).await?;
    case.say().await?;
    Ok(account.close().await?)
}

fn named(backpack: &Backpack, title: &str) -> anyhow::Result<RecordId> {
    let found = backpack.find(&Filter::new()).records;
    Ok(found.iter().find(|record| record.title() == title).context("it was imported")?.id)
}

struct Case<'a> {
    backpack: &'a Backpack,
    id: RequestId,
    letters: &'a Path,
}

impl Case<'_> {
    async fn tell(&self, (month, day): (i8, i8), what: EventKind) -> anyhow::Result<()> {
        let event = Event::new(Date::new(2026, month, day)?, what);
        Ok(self.backpack.record_event(self.id, event).await?)
    }

    /// Writes a letter into the folder, and writes down that it was sent.
    async fn send(&self, kind: LetterKind, (month, day): (i8, i8)) -> anyhow::Result<()> {
        let date = Date::new(2026, month, day)?;
        let letter = self.backpack.request_letter(self.id, kind, date).await?;
        std::fs::write(self.letters.join(format!("{}.pdf", letter.file_name())), &letter.pdf)?;
        std::fs::write(self.letters.join(format!("{}.txt", letter.file_name())), &letter.text)?;
        self.backpack.letter_sent(self.id, kind, date, Channel::Fax, None).await?;
        println!("{date}  sent: {}", letter.file_name());
        Ok(())
    }

    async fn say(&self) -> anyhow::Result<()> {
        for one in self.backpack.amendment_outcome(self.id).await? {
            let title = self.backpack.record(one.record)?.header.title;
            println!("  {title}: {}{}", one.outcome.name(), if one.is_verified { ", verified" } else { "" });
        }
        Ok(())
    }
}
