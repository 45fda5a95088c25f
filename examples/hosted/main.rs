//! A service that hosts Backpacks: two people's, on PostgreSQL with the files in a folder, behind an HTTP interface.
//!
//! Run: `cargo run --example hosted --features hosted -- --try`
//!
//! Without `--try` it serves on the loopback address until Ctrl-C. The database is the one that `BACKPACK_POSTGRES_APP` names
//! (and `BACKPACK_POSTGRES`, by the role that may make the tables); without them everything is in memory and gone at the end.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

mod client;
mod house;
mod people;
mod routes;
mod visit;

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use backpack_examples::arguments::Arguments;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use self::people::People;
use self::routes::App;

const USAGE: &str = "usage: hosted [--try] [--port PORT]

  --try        play a short visit of two people over HTTP, and end
  --port PORT  listen on this port of 127.0.0.1 instead of a free one";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(&["try"], &["port"], USAGE)?;
    let port = arguments.value("port").map_or(Ok(0), str::parse).context("a port is a number")?;

    // One for the whole process: the pool, the object storage, what is in memory.
    let hosting = house::open().await?;
    let people = People::settle(&hosting).await?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let address = listener.local_addr()?;

    let (end, ended) = oneshot::channel::<()>();
    let served = axum::serve(listener, routes::router(App::new(hosting.clone(), people)))
        // Requests that are under way end first; no new ones are taken.
        .with_graceful_shutdown(async move { drop(ended.await) });
    let serving = tokio::spawn(served.into_future());

    if arguments.has("try") {
        visit::play(address).await?;
    } else {
        println!("Serving on http://{address}. Ctrl-C ends it. To begin:");
        println!(
            "  curl -s -d '{{\"person\":\"ana\"}}' -H 'content-type: application/json' http://{address}/sign-in"
        );
        tokio::signal::ctrl_c().await?;
    }
    drop(end);
    serving.await??;
    let usage = hosting.usage();
    hosting.close().await?;
    println!(
        "Closed. {} of {} requests found the Backpack in memory.",
        usage.hits,
        usage.hits + usage.misses
    );
    Ok(())
}
