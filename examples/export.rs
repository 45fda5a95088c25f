//! Writes every stored body of every version, byte for byte.
//!
//! Run: `cargo run --example export -- --store DIR --out FILE [--raw] [--quarantine]`
//!
//! NDJSON: one body a line; a body with line breaks is refused, with a hint. With --raw each body stands as its
//! length in decimal, a line feed, the body, a line feed. With --quarantine what could not be read is written too.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, ensure};
use backpack::{Account, Backpack, Options, Unlock};
use backpack_examples::account;
use backpack_examples::arguments::Arguments;

const USAGE: &str = "export --store DIR --out FILE [--raw] [--quarantine]";

/// How bodies are told apart in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Lines,
    Raw,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(&["raw", "quarantine"], &["store", "out"], USAGE)?;
    let unlock = Unlock::Passphrase(account::passphrase()?);
    let account = Account::open(Path::new(arguments.required("store")?), unlock, Options::new()?).await?;
    let form = if arguments.has("raw") { Form::Raw } else { Form::Lines };

    // Written beside the target and renamed at the end: a refused body leaves no half file behind.
    let target = Path::new(arguments.required("out")?);
    let draft = target.with_extension("part");
    let mut out = BufWriter::new(File::create(&draft).context("the output file cannot be made")?);
    let mut written = 0;
    let mut write = async || -> anyhow::Result<()> {
        for listed in account.backpacks().await? {
            let backpack = account.backpack(listed.id).await?;
            written += bodies(&backpack, form, &mut out).await?;
            if arguments.has("quarantine") {
                written += quarantined(&backpack, form, &mut out).await?;
            }
        }
        out.flush()?;
        Ok(out.get_ref().sync_all()?)
    };
    let ended = write().await;
    match ended {
        Ok(()) => std::fs::rename(&draft, target)?,
        Err(error) => {
            std::fs::remove_file(&draft)?;
            return Err(error);
        }
    }
    println!("{written} bodies written");
    account.close().await?;
    Ok(())
}

async fn bodies(backpack: &Backpack, form: Form, out: &mut impl Write) -> anyhow::Result<u64> {
    let (mut bodies, mut written) = (backpack.keep().bodies(), 0);
    while let Some(stored) = bodies.next().await? {
        body(&stored.original.body, form, out)?;
        written += 1;
    }
    Ok(written)
}

async fn quarantined(backpack: &Backpack, form: Form, out: &mut impl Write) -> anyhow::Result<u64> {
    let (mut bodies, mut written) = (backpack.keep().quarantined(), 0);
    while let Some(stored) = bodies.next().await? {
        // What was over every limit is counted in the catalog, but its bytes were never kept.
        if let Some(original) = stored.original {
            body(&original.body, form, out)?;
            written += 1;
        }
    }
    Ok(written)
}

fn body(body: &[u8], form: Form, out: &mut impl Write) -> anyhow::Result<()> {
    match form {
        Form::Raw => writeln!(out, "{}", body.len())?,
        Form::Lines => {
            ensure!(!body.contains(&b'\n'), "a body has line breaks and cannot be a line: use --raw");
        }
    }
    out.write_all(body)?;
    Ok(out.write_all(b"\n")?)
}
