//! A short visit of two people, over HTTP.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::client::{Answer, ask};

/// Somebody who is signed in.
struct Visitor {
    address: SocketAddr,
    token: String,
    backpack: String,
}

/// Plays the visit, and prints what happens.
pub(crate) async fn play(address: SocketAddr) -> anyhow::Result<()> {
    let ana = Visitor::sign_in(address, "ana").await?;
    let ben = Visitor::sign_in(address, "ben").await?;
    println!("Ana and Ben signed in.");

    ana.add("penicillin").await?;
    ben.add("latex").await?;
    for visitor in [&ana, &ben] {
        println!("  {}", visitor.list().await?);
    }

    let scan = b"%PDF-1.4 ".repeat(100_000);
    let uploaded = ana.post("files?name=scan.pdf", "application/pdf", &scan).await?;
    ensure!(uploaded.status == 201, "the upload was answered with {}", uploaded.status);
    let file = text(&uploaded.json()?, "id")?;
    let downloaded = ana.get(&ana.backpack, &format!("files/{file}")).await?;
    let is_same = if downloaded.body == scan { "byte for byte" } else { "NOT as it was" };
    println!("Ana uploaded a file of {} bytes, and got it back {is_same}.", scan.len());

    // Ben knows every id, and has a session of his own.
    for (what, path) in [("records", "records".to_owned()), ("file", format!("files/{file}"))] {
        println!("Ben asks for Ana's {what}: {}.", ben.get(&ana.backpack, &path).await?.status);
    }
    println!(
        "Ben looks for Ana's file in his own Backpack: {}.",
        ben.get(&ben.backpack, &format!("files/{file}")).await?.status
    );
    let stranger = Visitor { token: "made up".to_owned(), ..ben };
    println!("A stranger asks for Ana's records: {}.", stranger.get(&ana.backpack, "records").await?.status);
    println!("  {}", ana.list().await?);
    Ok(())
}

impl Visitor {
    async fn sign_in(address: SocketAddr, name: &str) -> anyhow::Result<Self> {
        let body = json!({ "person": name }).to_string();
        let answer =
            ask(address, "POST /sign-in", "", ("application/json", body.as_bytes())).await?.json()?;
        Ok(Self { address, token: text(&answer, "token")?, backpack: text(&answer, "backpack")? })
    }

    async fn add(&self, allergy: &str) -> anyhow::Result<()> {
        let body = json!({ "allergy": allergy }).to_string();
        let added = self.post("records", "application/json", body.as_bytes()).await?;
        ensure!(added.status == 201, "the entry was answered with {}", added.status);
        Ok(())
    }

    async fn list(&self) -> anyhow::Result<String> {
        let answer = self.get(&self.backpack, "records").await?.json()?;
        let records = answer.get("records").and_then(Value::as_array).context("a list has records")?;
        let titles: Vec<&str> = records.iter().filter_map(|record| record.get("title")?.as_str()).collect();
        Ok(format!("{} has {}: {}.", text(&answer, "person")?, titles.len(), titles.join(", ")))
    }

    async fn get(&self, backpack: &str, path: &str) -> anyhow::Result<Answer> {
        let request = format!("GET /backpacks/{backpack}/{path}");
        ask(self.address, &request, &self.token, ("application/json", b"")).await
    }

    async fn post(&self, path: &str, media_type: &str, body: &[u8]) -> anyhow::Result<Answer> {
        let request = format!("POST /backpacks/{}/{path}", self.backpack);
        ask(self.address, &request, &self.token, (media_type, body)).await
    }
}

fn text(answer: &Value, field: &str) -> anyhow::Result<String> {
    Ok(answer
        .get(field)
        .and_then(Value::as_str)
        .with_context(|| format!("the answer has no {field}"))?
        .to_owned())
}
