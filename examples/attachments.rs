//! Files of several sorts: what they say of themselves, what they belong to, and what is shared of them.
//!
//! Run: `cargo run --example attachments`
//!
//! Everything is made here and kept in memory: a letter, a photo with its place in it, instructions, a scan.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::sync::Arc;

use backpack::answers::SystemClock;
use backpack::attachments::{Description, StudyFile, media_type_of};
use backpack::extract::Part;
use backpack::files::ByteStream;
use backpack::keep::FileRow;
use backpack::record::entry::Visit;
use backpack::{Account, Backpack, Options, Person, Storage, Unlock};
use backpack_testkit::files::{Slice, pdf, photo, rtf, slice};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let storage = Storage::in_memory(Arc::new(SystemClock::new()));
    let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), Options::new()?).await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-04-02")).await?;
    let visit = backpack.add(Visit::new("Check-up after the fall")).await?;

    let letter = pdf(&["Dear Ana, the wrist is healing well.", "Please come back in June."]);
    let summary = backpack.add_file("summary.pdf", Some("application/pdf"), letter.clone()).await?;
    let said = Description::new().named("wrist.jpg").with_caption("two days after").taken("2024-05-19");
    let picture = backpack.add_described(said, None, ByteStream::from_bytes(photo())).await?;
    let rest = rtf(&["Rest the wrist.", "No lifting for two weeks."]);
    let instructions = backpack.add_file("instructions.rtf", Some("text/plain"), rest).await?;
    for file in [&summary, &picture, &instructions] {
        backpack.attach(visit, file.id).await?;
        show(&backpack, file).await?;
    }

    let scan = |instance| slice(&Slice { patient: "Ruiz^Ana", study: "1.2.826.77", series: 1, instance });
    let folder = (1..=3).map(|instance| {
        StudyFile::new(format!("DICOM/IM{instance}"), ByteStream::from_bytes(scan(instance)))
    });
    for study in backpack.add_study(folder.collect()).await?.studies {
        let what = study.description.as_deref().unwrap_or("a study");
        println!(
            "{what} of {}: {} files are one study",
            study.date.as_deref().unwrap_or("?"),
            study.files().count()
        );
        backpack.attach_study(visit, &study.uid).await?;
    }

    // A large file arrives in parts, and goes on where it broke off.
    let mut upload = backpack.begin_upload("the same letter.pdf", Some("application/pdf")).await?;
    let (begun, rest) = letter.split_at(200);
    upload.append(0, begun.to_vec()).await?;
    let mut upload = backpack.upload(upload.id()).await?;
    upload.append(upload.received(), rest.to_vec()).await?;
    let again = upload.finish().await?;
    println!(
        "the letter again: {}",
        if again.id == summary.id { "it is one file" } else { "it is another file" }
    );

    let belongs = backpack.files_of(visit).await?;
    println!(
        "the visit has {} files; the photo belongs to {} record",
        belongs.len(),
        backpack.records_of(picture.id).await?.len()
    );
    let kept = backpack.open_file(picture.id, None).await?.collect().await?;
    let shared = backpack.open_file_to_share(picture.id).await?.collect().await?;
    let says = |bytes: &[u8]| bytes.windows(3).any(|window| window == b"GPS");
    println!("the photo says where it was taken: kept {}, shared {}", says(&kept), says(&shared));
    let room = account.file_room().await?;
    println!("{} bytes of {} are taken", room.used, room.most);
    account.close().await?;
    Ok(())
}

/// Says what a file says of itself.
async fn show(backpack: &Backpack, file: &FileRow) -> anyhow::Result<()> {
    let facts = backpack.file_facts(file.id).await?;
    let of = media_type_of(file);
    println!(
        "{}: {}{}",
        file.name,
        of.shown(),
        if of.agrees() { "" } else { ", which is not what was declared" }
    );
    if let Some(pages) = facts.pages {
        println!("  {pages} pages");
    }
    if let (Some((width, height)), Some(taken)) = (facts.pixels, &facts.taken) {
        println!("  {width} by {height} pixels, taken {taken}, with a place in it: {}", facts.has_location);
    }
    match backpack.file_text(file.id).await? {
        Some(pages) => println!("  it says: {}", pages.join(" / ").replace('\n', " ")),
        None => println!(
            "  no text: {}",
            facts.why_not(Part::Text).map_or_else(|| "there is none".to_owned(), |why| why.to_string())
        ),
    }
    if let Some(small) = backpack.thumbnail(file.id).await? {
        println!(
            "  a small picture: {}, {}",
            small.media_type,
            if small.bytes.len() < 40_000 { "below 40 kB" } else { "40 kB or more" }
        );
    }
    Ok(())
}
